import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { loanApplication, loanApproval } from '../src/compiled/loan-approval.fixture.js';
import { wideInput, wideRules, wideTable } from '../src/compiled/wide-table.fixture.js';
import { pickStrategies } from '../src/library/pick-strategies.js';
import { strategyLibrary } from '../src/library/strategy-library.js';

jest.setTimeout(600_000);

interface Task {
  readonly jdm: unknown;
  readonly inputs: readonly unknown[];
  /** For json-rules-engine: conditions and event of each rule. */
  readonly rules?: readonly unknown[];
  readonly ms: number;
}

interface Measured {
  /** Milliseconds of one evaluation, by engine. */
  readonly ms: Readonly<Record<'compiled' | 'traced' | 'zen' | 'json', number>>;
  readonly same: boolean;
}

/**
 * Runs on the built room in a process of its own: a test's sandbox makes every access to a global slow, which neither the
 * platform nor the native engine knows.
 */
const program = `
import { text } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { ZenEngine } from '@gorules/zen-engine';
import { Engine } from 'json-rules-engine';
import { compileStrategy } from './dist/index.js';
const { jdm, inputs, rules, ms } = JSON.parse(await text(process.stdin));
const strategy = compileStrategy(jdm);
const decision = new ZenEngine().createDecision(jdm);
const engine = new Engine();
for (const rule of rules ?? []) engine.addRule(rule);
const ids = (result) => result.hits.map(({ hit }) => hit).sort();
const ways = {
  compiled: async (input) => (await strategy.evaluate(input, { trace: false })).result,
  traced: async (input) => (await strategy.evaluate(input)).result,
  zen: async (input) => (await decision.evaluate(input)).result,
  json: async (input) => (await engine.run(input)).events.map(({ type }) => type).sort(),
};
let same = true;
for (const input of inputs.slice(0, 3)) {
  const expected = await ways.zen(input);
  same &&= isDeepStrictEqual(await ways.compiled(input), expected) && isDeepStrictEqual(await ways.traced(input), expected);
  if (rules) same &&= isDeepStrictEqual(await ways.json(input), ids(expected));
}
const times = {};
for (const [name, run] of Object.entries(ways)) {
  if (name === 'json' && !rules) continue;
  for (let warm = performance.now(); performance.now() - warm < ms / 4; ) await run(inputs[0]);
  const began = performance.now();
  let count = 0;
  for (; performance.now() - began < ms; count += 1) await run(inputs[count % inputs.length]);
  times[name] = (performance.now() - began) / count;
}
process.stdout.write(JSON.stringify({ ms: times, same }));
`;

function measure(task: Task): Measured {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd: join(import.meta.dirname, '..'),
    input: JSON.stringify(task),
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Measured;
}

it('3,000 rules of 3 conditions over 100 fields', () => {
  const wide = wideRules(3_000);
  const rules = wide.map(({ id, conditions }) => ({
    conditions: {
      all: conditions.flatMap(({ field, low, high }) => [
        { fact: field, operator: 'greaterThanInclusive', value: low },
        { fact: field, operator: 'lessThanInclusive', value: high },
      ]),
    },
    event: { type: id },
  }));
  const inputs = Array.from({ length: 50 }, (_, seed) => wideInput(seed));
  const { ms, same } = measure({ jdm: wideTable(wide), inputs, rules, ms: 3_000 });
  expect(same).toBe(true);
  say(
    `compiled ${told(ms.compiled)}, with trace ${told(ms.traced)}, zen ${told(ms.zen)}, json-rules-engine ${told(ms.json)}`,
  );
  say(`against zen ${(ms.zen / ms.compiled).toFixed(0)}× (target 30×)`);
  say(`against json-rules-engine ${(ms.json / ms.compiled).toFixed(0)}× (target 150×)`);
});

it('the whole library on one application', () => {
  const library = [...strategyLibrary().values()];
  const names = [...new Set(library.flatMap(({ indicators }) => indicators))];
  const figures = names.map((name, place) => [name, place % 7 === 0 ? null : (place * 37) % 900] as const);
  const jdm = pickStrategies(library.map(({ id }) => ({ id })));
  const { ms, same } = measure({ jdm, inputs: [{ indicators: Object.fromEntries(figures) }], ms: 2_000 });
  expect(same).toBe(true);
  say(
    `${library.length} strategies: ${told(ms.compiled)}, with trace ${told(ms.traced)}, zen ${told(ms.zen)}`,
  );
});

it('a loan approval, evaluations a second on one core', () => {
  const { ms, same } = measure({ jdm: loanApproval(), inputs: [loanApplication], ms: 2_000 });
  expect(same).toBe(true);
  const rate = (each: number): string => `${(1000 / each).toFixed(0)}/s`;
  say(`compiled ${rate(ms.compiled)} (target 45,000), with trace ${rate(ms.traced)}, zen ${rate(ms.zen)}`);
});

function told(ms: number): string {
  return `${ms.toFixed(3)} ms`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
