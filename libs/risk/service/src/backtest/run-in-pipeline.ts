import type { BacktestOptions } from '@fanxing/risk-backtest';
import { runStages } from '../decision/run-stages.js';
import type { StrategyRunner } from '../decision/strategy-runner.js';
import type { RecordedRun } from './recorded-application.js';

/**
 * A strategy as a backtest runs it: within the pipeline that each application carries, and within its times, so that a draft that never ends
 * holds nobody up. One that is late ends in a decline, as it would for a borrower.
 */
export function runInPipeline(runner: StrategyRunner): BacktestOptions['strategy'] {
  return {
    evaluate: async (figures) => {
      const { rules, values } = figures as unknown as RecordedRun;
      const run = runner.inTimeOf(rules, performance.now());
      const { verdict } = await runStages(rules, values, run, null, false);
      return { result: { ...verdict }, trace: [] };
    },
  };
}
