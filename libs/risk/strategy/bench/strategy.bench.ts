import { ZenEngine } from '@gorules/zen-engine';
import { Engine } from 'json-rules-engine';
import { loanApplication, loanApproval } from '../src/compiled/loan-approval.fixture.js';
import { wideInput, wideRules, wideTable, type WideRule } from '../src/compiled/wide-table.fixture.js';
import { compileStrategy } from '../src/engine/compile-strategy.js';
import { pickStrategies } from '../src/library/pick-strategies.js';
import { strategyLibrary } from '../src/library/strategy-library.js';

jest.setTimeout(600_000);

const rules = wideRules(3_000);
const jdm = wideTable(rules);
const applications = Array.from({ length: 50 }, (_, seed) => wideInput(seed));

interface Measured {
  readonly perSecond: number;
  readonly hits: readonly string[][];
}

/** As many as fit into the time, at least one; the hits of the first few applications are kept to be compared. */
async function measure(
  ms: number,
  run: (input: Record<string, number>) => Promise<string[]>,
): Promise<Measured> {
  const hits: string[][] = [];
  for (const application of applications.slice(0, 3)) hits.push((await run(application)).sort());
  const began = performance.now();
  let count = 0;
  while (performance.now() - began < ms) {
    await run(applications[count % applications.length] ?? {});
    count += 1;
  }
  return { perSecond: (count / (performance.now() - began)) * 1000, hits };
}

function idsOf(result: unknown): string[] {
  return (result as { hits: { hit: string }[] }).hits.map(({ hit }) => hit);
}

function jsonRules(list: readonly WideRule[]): Engine {
  const engine = new Engine();
  for (const { id, conditions } of list) {
    const all = conditions.flatMap(({ field, low, high }) => [
      { fact: field, operator: 'greaterThanInclusive', value: low },
      { fact: field, operator: 'lessThanInclusive', value: high },
    ]);
    engine.addRule({ conditions: { all }, event: { type: id } });
  }
  return engine;
}

it('3,000 rules of 3 conditions over 100 fields', async () => {
  const ours = compileStrategy(jdm);
  const decision = new ZenEngine().createDecision(jdm);
  const engine = jsonRules(rules);
  const compiled = await measure(3_000, async (input) =>
    idsOf((await ours.evaluate(input, { trace: false })).result),
  );
  const traced = await measure(3_000, async (input) => idsOf((await ours.evaluate(input)).result));
  const zen = await measure(5_000, async (input) => idsOf((await decision.evaluate(input)).result));
  const json = await measure(5_000, async (input) =>
    (await engine.run(input)).events.map(({ type }) => type),
  );
  expect(compiled.hits).toEqual(zen.hits);
  expect(traced.hits).toEqual(zen.hits);
  expect(json.hits).toEqual(zen.hits);
  const ms = (measured: Measured): string => `${(1000 / measured.perSecond).toFixed(3)} ms`;
  say(`compiled ${ms(compiled)}, with trace ${ms(traced)}, zen ${ms(zen)}, json-rules-engine ${ms(json)}`);
  say(`against zen ${(compiled.perSecond / zen.perSecond).toFixed(0)}× (target 30×)`);
  say(`against json-rules-engine ${(compiled.perSecond / json.perSecond).toFixed(0)}× (target 150×)`);
});

it('the whole library on one application', async () => {
  const picks = [...strategyLibrary().keys()].map((id) => ({ id }));
  const strategy = compileStrategy(pickStrategies(picks));
  const names = [...new Set([...strategyLibrary().values()].flatMap(({ indicators }) => indicators))];
  const indicators = Object.fromEntries(
    names.map((name, place) => [name, place % 7 === 0 ? null : (place * 37) % 900]),
  );
  const timed = async (trace: boolean): Promise<string> => {
    for (let warm = 0; warm < 50; warm += 1) await strategy.evaluate({ indicators }, { trace });
    const began = performance.now();
    for (let done = 0; done < 200; done += 1) await strategy.evaluate({ indicators }, { trace });
    return ((performance.now() - began) / 200).toFixed(3);
  };
  say(
    `${picks.length} strategies on one application: ${await timed(false)} ms, with trace ${await timed(true)} ms`,
  );
});

it('a loan approval, evaluations a second on one core', async () => {
  const ours = compileStrategy(loanApproval());
  const decision = new ZenEngine().createDecision(loanApproval());
  const expected: unknown = (await decision.evaluate(loanApplication)).result;
  expect((await ours.evaluate(loanApplication)).result).toEqual(expected);
  const rate = async (run: () => Promise<unknown>): Promise<number> => {
    for (let warm = 0; warm < 2_000; warm += 1) await run();
    const began = performance.now();
    const count = 30_000;
    for (let done = 0; done < count; done += 1) await run();
    return (count / (performance.now() - began)) * 1000;
  };
  const bare = await rate(() => ours.evaluate(loanApplication, { trace: false }));
  const traced = await rate(() => ours.evaluate(loanApplication));
  const zen = await rate(() => decision.evaluate(loanApplication));
  say(
    `compiled ${bare.toFixed(0)}/s (target 45,000), with trace ${traced.toFixed(0)}/s, zen ${zen.toFixed(0)}/s`,
  );
});

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
