import { Backtest, type Answered, type BacktestOptions, type BacktestReport } from './backtest.js';
import type { PastApplication } from './past-application.js';

export interface RunOptions extends BacktestOptions {
  /** Called after each application, with how many there were: for progress, and for a list of what changes. */
  readonly onAnswer?: (
    application: PastApplication,
    answered: Answered,
    count: number,
  ) => void | Promise<void>;
  /** Ends the backtest before its next application, with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Runs a backtest over applications as they come; none is kept. */
export async function runBacktest(
  applications: AsyncIterable<PastApplication> | Iterable<PastApplication>,
  { onAnswer, signal, ...options }: RunOptions,
): Promise<BacktestReport> {
  const backtest = new Backtest(options);
  let count = 0;
  for await (const application of applications) {
    signal?.throwIfAborted();
    const answered = await backtest.add(application);
    count += 1;
    await onAnswer?.(application, answered, count);
  }
  return backtest.report();
}
