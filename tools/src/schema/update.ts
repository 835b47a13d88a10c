/**
 * `npm run schema:update`: writes the public schema of all services to `libs/gateway/schema.graphql`. A change that would break a
 * program of a bank is refused unless docs/schema-changes.md names it, with what its developers should do.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { composePublicSchema } from './public-schema.js';
import { unannouncedBreakingChanges } from './breaking-changes.js';
import { readSubgraphs } from './read-subgraphs.js';

const published = 'libs/gateway/schema.graphql';
const record = 'docs/schema-changes.md';

const composition = composePublicSchema(readSubgraphs(process.cwd()));
if (!composition.schema) {
  for (const problem of composition.problems)
    console.error(`error: the subgraphs do not compose: ${problem}`);
  process.exit(1);
}
const before = committed();
const announced = existsSync(record) ? readFileSync(record, 'utf8') : '';
const breaking = before ? await unannouncedBreakingChanges(before, composition.schema, announced) : [];
for (const { path, message } of breaking) {
  console.error(
    `error: breaking: ${message} (${path}): keep it, or name \`${path}\` in ${record} with what to do instead`,
  );
}
if (breaking.length > 0) process.exit(1);
writeFileSync(published, composition.sdl);
console.log(`${published} is up to date`);

/** What clients rely on is what was committed, not what an earlier run of this wrote. */
function committed(): string | undefined {
  const shown = spawnSync('git', ['show', `HEAD:${published}`], { encoding: 'utf8', maxBuffer: 64 << 20 });
  if (shown.status === 0) return shown.stdout;
  const isRepository = spawnSync('git', ['rev-parse', 'HEAD']).status === 0;
  return !isRepository && existsSync(published) ? readFileSync(published, 'utf8') : undefined;
}
