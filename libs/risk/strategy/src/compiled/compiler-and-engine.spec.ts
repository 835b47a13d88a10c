import fc from 'fast-check';
import { compileStrategy } from '../engine/compile-strategy.js';
import { plainInput } from '../engine/plain-input.js';
import { firstStrategy } from '../first/first-strategy.js';
import { BeyondCompiler } from '../language/beyond-compiler.js';
import { compileGraph } from './compile-graph.js';
import { expressions, inputs, subjects, tests } from './any-expression.fixture.js';
import { graphs } from './any-graph.fixture.js';
import { engineAnswer, engineRun, engineTest, ourAnswer, ourTest } from './oracle.fixture.js';
import { loanApplication, loanApproval } from './loan-approval.fixture.js';
import { adopt, PlainValues } from './plain-value.js';
import { wideInput, wideRules, wideTable } from './wide-table.fixture.js';
import { StrategyStop } from '../language/strategy-stop.js';

jest.setTimeout(300_000);

const numRuns = Number(process.env['ORACLE_RUNS'] ?? 800);

/** Cases that the compiler leaves to the engine are none. */
function compiled<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof BeyondCompiler) fc.pre(false);
    throw error;
  }
}

it('an expression means what it means in the engine', () => {
  fc.assert(
    fc.property(expressions, inputs, (text, data) => {
      expect(compiled(() => ourAnswer(text, data))).toEqual(engineAnswer(text, data));
    }),
    { numRuns },
  );
});

it('a test of a field means what it means in the engine', () => {
  fc.assert(
    fc.property(tests, inputs, subjects, (text, data, subject) => {
      expect(compiled(() => ourTest(text, data, subject))).toBe(engineTest(text, data, subject));
    }),
    { numRuns },
  );
});

it('a graph gives the same result, the same trace and the same bytes', async () => {
  await fc.assert(
    fc.asyncProperty(graphs, inputs, async (jdm, input) => {
      const graph = compileGraph(jdm);
      if (graph instanceof BeyondCompiler) return fc.pre(false);
      expect(JSON.stringify(ourRun(() => graph.run(adopt(input), true)))).toBe(
        JSON.stringify(await engineRun(jdm, input)),
      );
    }),
    { numRuns: Math.ceil(numRuns / 2) },
  );
});

function ourRun(
  run: () => ReturnType<Exclude<ReturnType<typeof compileGraph>, BeyondCompiler>['run']>,
): unknown {
  try {
    const { result, steps } = run();
    const plain = new PlainValues();
    const trace = steps.map(({ node, name, output, details }) => ({
      node,
      name,
      output: plain.of(output),
      details: plain.of(details),
    }));
    return { result: plain.of(result), trace };
  } catch (error) {
    if (error instanceof StrategyStop) return 'stops';
    throw error;
  }
}

describe('a strategy that is published', () => {
  const terms = fc.record({
    probabilityCutoff: fc.integer({ min: 1, max: 900_000 }).map((millionths) => millionths / 1e6),
    currency: fc.constant('CNY'),
    limitMin: fc.constant('1000.00'),
    limitMax: fc.constantFrom('5000.00', '300000.00'),
    dailyRateMin: fc.constant('0.0002'),
    dailyRateMax: fc.constantFrom('0.0002', '0.0005'),
    bands: fc.integer({ min: 1, max: 9 }),
  });
  const figures = fc.record({
    eventCount: fc.option(fc.integer({ min: 0, max: 40 })),
    daysSinceLastEvent: fc.option(
      fc.double({ min: 0, max: 200, noNaN: true }).map((days) => Math.round(days * 86_400_000) / 86_400_000),
    ),
    probabilityOfBad: fc.option(fc.double({ min: 1e-4, max: 1, noNaN: true })),
    score: fc.integer({ min: 300, max: 900 }),
    indicators: fc.dictionary(
      fc.constantFrom('payments.in.sum.30d', 'payments.daysSinceLast.90d'),
      fc.option(fc.double({ min: 1e-3, max: 1e6, noNaN: true })),
    ),
    attributes: fc.dictionary(fc.constantFrom('trade', 'years'), fc.option(fc.constantFrom('food', 3))),
  });

  it('gives the same bytes as before it was compiled, so that its decisions replay', async () => {
    await fc.assert(
      fc.asyncProperty(terms, figures, fc.boolean(), async (product, input, byIndicator) => {
        const jdm = firstStrategy(
          byIndicator ? { ...product, recentActivityIndicator: 'payments.daysSinceLast.90d' } : product,
        );
        const strategy = compileStrategy(jdm);
        expect(strategy.notCompiled).toBeNull();
        const { result, trace } = await strategy.evaluate(input);
        expect(JSON.stringify({ result, trace })).toBe(
          JSON.stringify(await engineRun(jdm, plainInput(input))),
        );
      }),
      { numRuns: Math.ceil(numRuns / 4) },
    );
  });
});

it('a loan approval and a table of a hundred columns give the same bytes', async () => {
  for (const creditScore of [500, 685, 800]) {
    const input = { ...loanApplication, creditScore };
    const { result, trace } = await compileStrategy(loanApproval()).evaluate(input);
    expect(JSON.stringify({ result, trace })).toBe(JSON.stringify(await engineRun(loanApproval(), input)));
  }
  const wide = wideTable(wideRules(300));
  const { result, trace } = await compileStrategy(wide).evaluate(wideInput(1));
  expect(JSON.stringify({ result, trace })).toBe(JSON.stringify(await engineRun(wide, wideInput(1))));
});
