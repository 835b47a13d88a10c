import { Fault } from '@fanxing/kernel';
import { declinesOf, givenToStage, joinResults, type StageResult } from '@fanxing/risk-pipeline';
import {
  readVerdict,
  StrategyOverrun,
  type StrategyResult,
  type StrategyStep,
  type Verdict,
} from '@fanxing/risk-strategy';
import type { EndedBy } from './circumstances.js';
import type { DecisionRules, RuleStage } from './decision-rules.js';

/** Runs one strategy; throws StrategyOverrun when its time is over. */
export type RunStage = (
  stage: RuleStage,
  given: Readonly<Record<string, unknown>>,
  options: { readonly trace: boolean },
) => Promise<StrategyResult>;

/** Without a watch: for what was decided already and is made again, and for what nobody waits for. */
export const inItsOwnTime: RunStage = ({ strategy }, given, options) => strategy.evaluate(given, options);

/** A step of a strategy; of a pipeline with several, with the stage that it belongs to. */
export type StageStep = StrategyStep & { readonly stage?: string };

export interface StagesRun {
  readonly verdict: Verdict;
  readonly trace: readonly StageStep[];
  readonly ended: EndedBy | null;
  /** Milliseconds by stage. */
  readonly durations: Readonly<Record<string, number>>;
}

/**
 * Runs the strategies in their order until one declines. One that is not ready in time ends in a decline; so does, in a pipeline
 * of the bank's own, one that stops. `endedBefore`: where it had come to an end when it was decided first.
 */
export async function runStages(
  rules: DecisionRules,
  figures: Readonly<Record<string, unknown>>,
  run: RunStage,
  endedBefore: EndedBy | null,
  withTrace = true,
): Promise<StagesRun> {
  const trace: StageStep[] = [];
  const durations: Record<string, number> = {};
  const said: Record<string, StrategyResult['result']> = {};
  const results: StageResult[] = [];
  const end = (ended: EndedBy): StagesRun => ({
    verdict: { outcome: 'DECLINE', reasons: [ended.code] },
    trace,
    ended,
    durations,
  });
  // What stopped for a mistake of its own stops again by itself.
  const again = endedBefore?.code === 'DECISION_NOT_POSSIBLE' ? null : endedBefore;
  if (again && !rules.stages.some(({ stage }) => stage.name === again.stage)) return end(again);
  for (const each of rules.stages) {
    const { name, kind } = each.stage;
    if (again?.stage === name) return end(again);
    const startedAt = performance.now();
    try {
      const given = givenToStage(rules.pipeline, each.stage, figures, said);
      const { result, trace: steps } = await run(each, given, { trace: withTrace });
      trace.push(...(rules.pipelineId === null ? steps : steps.map((step) => ({ stage: name, ...step }))));
      said[name] = result;
      results.push({ kind, result });
      const verdict = verdictSoFar(rules, results, each);
      if (verdict) return { verdict, trace, ended: null, durations };
    } catch (error) {
      return end({ stage: name, code: codeOf(error, rules) });
    } finally {
      durations[name] = Math.round((performance.now() - startedAt) * 1_000) / 1_000;
    }
  }
  throw new Error('a pipeline without strategies was published');
}

function verdictSoFar(
  { stages, pipelineId }: DecisionRules,
  results: readonly StageResult[],
  stage: RuleStage,
): Verdict | undefined {
  const [latest] = results.slice(-1);
  // A product without a pipeline has one strategy, which says everything itself.
  if (pipelineId === null) return readVerdict(latest?.result ?? {});
  const reasons = declinesOf(latest?.result ?? {});
  if (reasons) return readVerdict({ outcome: 'DECLINE', reasons });
  return stage === stages.at(-1) ? readVerdict(joinResults(results)) : undefined;
}

/** Answers why the borrower gets no offer, or throws what is no outcome of a decision. */
function codeOf(error: unknown, { pipelineId }: DecisionRules): EndedBy['code'] {
  if (error instanceof StrategyOverrun) return 'DECISION_NOT_IN_TIME';
  const hasStopped =
    error instanceof Fault && (error.reason === 'STRATEGY_INVALID' || error.reason === 'RATE_MALFORMED');
  if (hasStopped && pipelineId !== null) return 'DECISION_NOT_POSSIBLE';
  throw error;
}
