export {
  columnUses,
  mustGive,
  readColumns,
  type ApplicationColumns,
  type ColumnNames,
  type ColumnUse,
} from './application-columns.js';
export { applicationReader, outcomeWords, type ReaderOptions } from './application-reader.js';
export { Backtest, type Answered, type BacktestOptions, type BacktestReport } from './backtest.js';
export type { Approvals, GroupReport, MoneyReport, SegmentReport } from './backtest-report.js';
export { defaultTerms, readTerms, type BacktestTerms, type TermTexts } from './backtest-terms.js';
export type { DraftAnswer } from './draft-answer.js';
export { swaps, type PastApplication, type Swap } from './past-application.js';
export { runBacktest, type RunOptions } from './run-backtest.js';
