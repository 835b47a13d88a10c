import { houseOf } from './house.js';
import { problemsIn } from './rules.js';

const sign = '# A room\n';
const room = (folder: string, tags: string[], targets: object = { build: {} }): [string, string][] => [
  [`${folder}/package.json`, JSON.stringify({ nx: { tags, targets } })],
  [`${folder}/README.md`, sign],
];
const kernel = room('libs/kernel', ['type:domain', 'scope:kernel']);
const lending = room('libs/lending/service', ['type:service', 'scope:lending'], { build: {}, generate: {} });

const said = (...files: (readonly [string, string])[]) =>
  problemsIn(houseOf([...kernel, ...lending, ...files])).map(
    ({ path, line, message }) => `${path}:${line ?? ''} ${message}`,
  );

const lines = (count: number) => 'export const one = 1;\n'.repeat(count);

describe('house rules', () => {
  it('are content with a tidy house', () => {
    expect(said(['libs/kernel/src/money.ts', lines(300)])).toEqual([]);
  });

  it('refuse a file of more than 300 lines, in TypeScript, SQL and SDL', () => {
    const problems = said(
      ['libs/kernel/src/money.ts', lines(301)],
      ['libs/lending/service/migrations/0001-loan.sql', '-- x\n'.repeat(301)],
      ['libs/lending/service/src/loan.graphql', '# x\n'.repeat(301)],
    );
    expect(problems).toHaveLength(3);
    expect(problems[0]).toMatch('money.ts: 301 lines, at most 300');
  });

  it('refuse a function of more than 70 lines, but not a describe', () => {
    const body = (count: number) => `{\n${'  one();\n'.repeat(count)}}`;
    expect(said(['libs/kernel/src/a.ts', `export function a() ${body(68)}\n`])).toEqual([]);
    expect(said(['libs/kernel/src/a.ts', `\nexport function a() ${body(69)}\n`])).toEqual([
      'libs/kernel/src/a.ts:2 the function has 71 lines, at most 70: give its parts names',
    ]);
    expect(said(['libs/kernel/src/a.spec.ts', `describe('a', () => ${body(100)});\n`])).toEqual([]);
    expect(said(['libs/kernel/src/a.spec.ts', `it('a', () => ${body(100)});\n`])).toHaveLength(1);
  });

  it.each(['libs/kernel/src/utils/money.ts', 'libs/kernel/src/loan-manager.ts', 'libs/kernel/src/common.ts'])(
    'refuse the name %s, which says nothing',
    (path) => expect(said([path, lines(1)])).toHaveLength(1),
  );

  it('refuse names that are not kebab-case', () => {
    expect(said(['libs/kernel/src/drawDown.ts', lines(1)])).toHaveLength(1);
    expect(said(['libs/kernel/src/draw_down.ts', lines(1)])).toHaveLength(1);
    expect(said(['libs/kernel/src/draw-down.store.ts', lines(1)])).toEqual([]);
  });

  it('want a sign at each door, of at most 40 lines', () => {
    const unsigned = said(
      ['libs/bank/package.json', '{"nx":{"tags":["type:bank","scope:bank"],"targets":{"build":{}}}}'],
      ['libs/bank/src/index.ts', lines(1)],
    );
    expect(unsigned).toEqual([
      'libs/bank/package.json: no README.md: what it owns, what it does not, where to start',
    ]);
    const long = said(...room('libs/bank', ['type:bank', 'scope:bank']).slice(0, 1), [
      'libs/bank/README.md',
      'x\n'.repeat(41),
    ]);
    expect(long).toEqual([
      'libs/bank/README.md: 41 lines, at most 40: a sign at the door, the rest belongs in docs/',
    ]);
  });

  it('want tags and targets, so that boundaries and the build know the room', () => {
    const missing = said(...room('libs/risk/service', ['type:service'], {}), [
      'libs/risk/service/src/index.ts',
      lines(1),
    ]);
    expect(missing).toHaveLength(3);
    expect(missing.join()).toMatch(/"scope:".*"build": \{\}.*"generate": \{\}/);
  });

  it('want the lock file to list what the manifests ask for, and no room that is gone', () => {
    const manifest: [string, string] = ['package.json', '{"dependencies":{"pg":"8.0.0"}}'];
    const root = { dependencies: { pg: '8.0.0' } };
    const rooms = { 'libs/kernel': {}, 'libs/lending/service': {} };
    const lock = (packages: object): [string, string] => ['package-lock.json', JSON.stringify({ packages })];
    expect(said(manifest, lock({ '': root, ...rooms }))).toEqual([]);
    expect(said(manifest, lock({ '': { dependencies: { pg: '7.0.0' } }, ...rooms }))).toHaveLength(1);
    expect(said(manifest, lock({ '': root, ...rooms, 'libs/gone': {} }))).toHaveLength(1);
    expect(said(manifest, lock({ '': root, 'libs/kernel': {} }))).toEqual([
      'package-lock.json: does not list libs/lending/service as package.json there has it: run "npm install"',
    ]);
  });

  it.each([
    'it.skip("a")',
    'describe.only("a")',
    'test.todo("a")',
    'it.only.each([1])("a")',
    'xit("a")',
    'fdescribe("a")',
  ])('refuse a test that hides: %s', (code) =>
    expect(said(['libs/kernel/src/a.spec.ts', `${code};\n`])).toHaveLength(1),
  );

  it('let a page skip and a list have only what it likes', () => {
    expect(said(['libs/kernel/src/a.spec.ts', 'page.skip(3); names.only = it; exit();\n'])).toEqual([]);
  });

  it('refuse promises in comments, wherever comments are written', () => {
    const marker = ['TO', 'DO'].join('');
    expect(said(['libs/kernel/src/a.ts', `\n// ${marker}: later\n`])[0]).toMatch(
      `a.ts:2 ${marker} in a comment`,
    );
    expect(said(['libs/lending/service/migrations/0001-a.sql', `-- ${marker}\n`])).toHaveLength(1);
    expect(said(['libs/lending/service/src/a.graphql', `# ${marker}\n`])).toHaveLength(1);
    expect(said(['libs/kernel/src/a.ts', `export const label = '${marker}';\n`])).toEqual([]);
  });

  it.each([
    ['Date.now();', 'the clock'],
    ['new Date();', 'the clock'],
    ['Math.random();', 'randomness'],
    ['crypto.randomUUID();', 'randomness'],
    ['process.env.HOME;', 'the environment'],
    ["import { readFileSync } from 'node:fs';", 'the world by "node:fs"'],
  ])('keep pure rooms pure: %s', (code, what) => {
    expect(said(['libs/kernel/src/a.ts', `${code}\n`])).toEqual([
      `libs/kernel/src/a.ts:1 a pure room reads ${what}: take it as a parameter`,
    ]);
    expect(said(['libs/kernel/src/a.spec.ts', `${code}\n`])).toEqual([]);
    expect(said(['libs/lending/service/src/a.ts', `${code}\n`])).toEqual([]);
  });

  it('let a pure room compute with the time that it is given', () => {
    expect(
      said(['libs/kernel/src/a.ts', 'export const day = (ms: number) => new Date(ms).getUTCDate();\n']),
    ).toEqual([]);
  });

  it('let a pure room start threads only if it says so', () => {
    const threads = "import { Worker } from 'node:worker_threads';\n";
    expect(said(['libs/kernel/src/a.ts', threads])).toHaveLength(1);
    const network = room('libs/risk/network', ['type:domain', 'scope:risk', 'computes:in-threads']);
    expect(said(...network, ['libs/risk/network/src/a.ts', threads])).toEqual([]);
    expect(said(...network, ['libs/risk/network/src/a.ts', "import 'node:fs';\n"])).toHaveLength(1);
  });

  it('follow the walk through the house', () => {
    const walk = [
      'See `libs/kernel/`, `libs/kernel/src/money.ts`, `…/src/money.ts`, `npm test`.',
      'Then `libs/gone.ts` and `…/lost.ts`.',
    ];
    expect(said(['docs/walk.md', walk.join('\n')], ['libs/kernel/src/money.ts', lines(1)])).toEqual([
      'docs/walk.md:2 `libs/gone.ts` does not exist',
      'docs/walk.md:2 `…/lost.ts` does not exist',
    ]);
  });
});
