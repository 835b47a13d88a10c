import fc from 'fast-check';
import { BeyondCompiler } from '../language/beyond-compiler.js';
import { compileGraph } from './compile-graph.js';
import {
  engineAnswer,
  engineRun,
  engineTest,
  expressions,
  graphs,
  inputs,
  ourAnswer,
  ourTest,
  subjects,
  tests,
} from './oracle.fixture.js';
import { adopt, PlainValues } from './plain-value.js';
import { StrategyStop } from '../language/strategy-stop.js';

jest.setTimeout(300_000);

const numRuns = Number(process.env['ORACLE_RUNS'] ?? 3000);

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
