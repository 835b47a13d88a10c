/**
 * `npm run check schema`: all services' SDL composes, everything in it has a description, and the public schema is the one that
 * is committed, so that a change of the API is seen where the change is read.
 */
import { existsSync, readFileSync } from 'node:fs';
import { composePublicSchema } from './public-schema.js';
import { readSubgraphs } from './read-subgraphs.js';
import { undatedDeprecations } from './undated-deprecations.js';
import { undescribed } from './undescribed.js';

const published = 'libs/gateway/schema.graphql';
const problems = await findProblems();
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;

async function findProblems(): Promise<readonly string[]> {
  const subgraphs = readSubgraphs(process.cwd());
  if (subgraphs.length === 0) {
    console.log('no service has SDL yet');
    return [];
  }
  const composition = composePublicSchema(subgraphs);
  if (!composition.schema)
    return composition.problems.map((problem) => `the subgraphs do not compose: ${problem}`);
  const silent = undescribed(composition.schema).map((path) => `${path}: no description`);
  const undated = undatedDeprecations(composition.schema).map(
    (path) => `${path}: @deprecated without the day from which it is gone, such as 2027-01-31`,
  );
  const current = existsSync(published) ? readFileSync(published, 'utf8') : '';
  if (current === composition.sdl) return [...silent, ...undated];
  return [
    ...silent,
    ...undated,
    `error: the API differs from what is committed (${published}): run "npm run schema:update" and commit the file`,
  ];
}
