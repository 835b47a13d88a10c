import { Fault } from '@fanxing/kernel';
import { compileStrategy, type CompiledStrategy, type StrategyResult } from '@fanxing/risk-strategy';

/** A strategy to run, on what. */
export interface StrategyRun {
  readonly fingerprint: string;
  readonly content: unknown;
  readonly given: Readonly<Record<string, unknown>>;
  readonly trace: boolean;
}

/** What came of it; a fault loses its class on its way between threads. */
export type StrategyRunResult =
  | StrategyResult
  | { readonly stopped: { readonly reason: 'STRATEGY_INVALID' | 'INPUT_INVALID'; readonly problem: string } };

const keptMax = 50;
/** By what they say, so that one that is known by its digest is the same. */
const kept = new Map<string, CompiledStrategy>();

/** What the thread of long strategies runs. */
export default async function run({
  fingerprint,
  content,
  given,
  trace,
}: StrategyRun): Promise<StrategyRunResult> {
  const strategy = kept.get(fingerprint) ?? compileStrategy(content);
  if (kept.size >= keptMax) kept.clear();
  kept.set(fingerprint, strategy);
  try {
    return await strategy.evaluate(given, { trace });
  } catch (error) {
    if (error instanceof Fault && (error.reason === 'STRATEGY_INVALID' || error.reason === 'INPUT_INVALID'))
      return { stopped: { reason: error.reason, problem: String(error.details['problem']) } };
    throw error;
  }
}
