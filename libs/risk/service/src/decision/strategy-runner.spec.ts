import { defaultPipeline, strategyStagesOf } from '@fanxing/risk-pipeline';
import { compileStrategy, StrategyOverrun, type Jdm } from '@fanxing/risk-strategy';
import { decidedBy } from '../explanation/decided-by.fixture.js';
import type { DecisionRules, RuleStage } from './decision-rules.js';
import { StrategyRunner } from './strategy-runner.js';

jest.setTimeout(60_000);

const runner = new StrategyRunner();
afterAll(() => runner.onModuleDestroy());

const list = `[${Array.from({ length: 120 }, (_, place) => place).join(', ')}]`;
/** A date keeps it from being compiled; three loops in one another keep the engine busy for some tenths of a second. */
const onEngine = `d("2024-02-01") > d("2024-01-01") and len(filter(${list}, len(filter(${list}, len(filter(${list}, # > 5)) > 5)) > 5)) > 0`;

function stageOf(value: string, budgetMs: number): RuleStage {
  const [stage] = strategyStagesOf(defaultPipeline);
  if (!stage) throw new Error('the default pipeline has no strategy');
  const content: Jdm = {
    nodes: [
      { id: 'in', type: 'inputNode', name: 'In' },
      {
        id: 'work',
        type: 'expressionNode',
        name: 'Work',
        content: { expressions: [{ id: 'a', key: 'a', value }] },
      },
      { id: 'out', type: 'outputNode', name: 'Out' },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'work' },
      { id: 'b', sourceId: 'work', targetId: 'out' },
    ],
  };
  const strategy = compileStrategy(content);
  return { stage: { ...stage, budgetMs }, strategyId: 'strategy', version: 1, content, strategy };
}

const run = (stage: RuleStage, rules: DecisionRules = decidedBy.rules, startedAt = performance.now()) =>
  runner.inTimeOf(rules, startedAt)(stage, { x: 2 }, { trace: false });

it('what is done in its time is answered', async () => {
  expect((await run(stageOf('x * 21', 1_000))).result).toEqual({ a: 42 });
  expect((await run(stageOf('d("2024-02-01") > d("2024-01-01")', 1_000))).result).toEqual({ a: true });
});

it('what only the engine runs is not waited for, and not begun again until it has ended', async () => {
  const stage = stageOf(onEngine, 20);
  expect(stage.strategy.notCompiled).not.toBeNull();
  const startedAt = performance.now();
  await expect(run(stage)).rejects.toThrow('the time of the strategy is over');
  await expect(run(stage)).rejects.toThrow('an earlier run of it has not ended yet');
  const answeredMs = performance.now() - startedAt;
  const ended = stage.strategy.evaluate({ x: 2 });
  expect((await ended).result).toEqual({ a: true });
  expect(answeredMs).toBeLessThan(performance.now() - startedAt);
});

it('nothing begins when no time of the whole is left', async () => {
  const rules = { ...decidedBy.rules, pipeline: { ...defaultPipeline, budgetMs: 100 } };
  await expect(run(stageOf('x', 1_000), rules, performance.now() - 200)).rejects.toThrow(StrategyOverrun);
  expect((await run(stageOf('x', 1_000), rules)).result).toEqual({ a: 2 });
});
