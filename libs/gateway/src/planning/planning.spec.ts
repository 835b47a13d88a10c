import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * What the federation's features come to through this gateway (entities.fixture.mjs, kinds.fixture.mjs), in a process of its own: the planner loads a part of
 * itself in a way that Jest does not know.
 */
it.each([
  ['entities', 10],
  ['kinds', 5],
])(
  'plans over whatever a federation may hold: %s',
  (name, count) => {
    const program = join(__dirname, `${name}.fixture.mjs`);
    const { status, stdout } = spawnSync(process.execPath, ['--test-reporter=tap', program], {
      encoding: 'utf8',
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    });
    expect(stdout.match(/^ *not ok .*$/gm) ?? []).toEqual([]);
    expect(stdout).toContain(`# tests ${count}\n`);
    expect(stdout).toContain(`# pass ${count}\n`);
    expect(status).toBe(0);
  },
  60_000,
);

it('has nothing of what the composer and the planner are known to get wrong (docs/federation.md)', () => {
  const libraries = join(__dirname, '../../..');
  const files = readdirSync(libraries, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\/service\/src\/.*\.graphql$/.test(file),
  );
  expect(files.length).toBeGreaterThan(20);
  const risky = /^union |@interfaceObject|@requires\(fields: "[^"]*\.\.\./m;
  expect(files.filter((file) => risky.test(readFileSync(join(libraries, file), 'utf8')))).toEqual([]);
});
