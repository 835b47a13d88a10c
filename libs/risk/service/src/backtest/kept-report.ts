import type { BacktestReport, GroupReport } from '@fanxing/risk-backtest';
import type { BooksReport } from './books-tally.js';

/** Decisions that a strategy was not tried on, by why. */
export interface LeftOut {
  readonly withoutConsent: number;
  readonly erased: number;
  readonly notRecorded: number;
  readonly firstNotRecorded: string | null;
  readonly withoutApplication: number;
}

/** What came of a backtest, in the form in which it is kept and shown. */
export interface KeptReport {
  readonly all: GroupReport;
  readonly segments: readonly {
    readonly column: string;
    readonly value: string;
    readonly group: GroupReport;
  }[];
  readonly declineReasons: BacktestReport['declineReasons'];
  readonly leftOut: LeftOut;
  readonly firstStop: BacktestReport['firstStop'];
  readonly books: readonly BooksReport[];
}

export function keptReport(
  { terms: _, firstStop, declineReasons, segments, ...all }: BacktestReport,
  leftOut: LeftOut,
  books: readonly BooksReport[],
): KeptReport {
  return {
    all,
    segments: segments.map(({ column, value, ...group }) => ({ column, value, group })),
    declineReasons,
    leftOut,
    firstStop,
    books,
  };
}
