import type { Provider } from '@nestjs/common';
import { BacktestReportResolver, BacktestResolver, BacktestSwapResolver } from './backtest.resolver.js';
import { CancelBacktest } from './cancel-backtest.js';
import { ModelInForce } from './model-in-force.js';
import { ReadBacktest } from './read-backtest.js';
import { RunBacktest } from './run-backtest.js';
import { StartBacktest } from './start-backtest.js';

export const backtestProviders: readonly Provider[] = [
  ...[BacktestResolver, BacktestReportResolver, BacktestSwapResolver],
  ...[StartBacktest, CancelBacktest, ReadBacktest, RunBacktest, ModelInForce],
];
