import { defineContract, operation } from '@fanxing/runtime/messaging';

/** Credit lines as whoever watches them sees them, and what is done to one because of what was seen. */
export const lendingMonitoringContract = defineContract('lending-monitoring', {
  /** At most `first` (1 to 500) of the tenant's lines that are watched, by their ids, after `afterId`. */
  linesToMonitor: operation<{ afterId: string; first: number }, MonitoredLines>({ lookup: true }),
  /** Those of these borrowers, at most 500. */
  linesOfBorrowers: operation<{ borrowerIds: readonly string[] }, MonitoredLines>({ lookup: true }),
  /** Does what a warning asks for, once: the same `earlyWarningId` gets the same outcome again. Fails with NOT_FOUND. */
  carryOutLineOrder: operation<LineOrder, LineOrderOutcome>(),
});

export interface MonitoredLines {
  /** The day that the books stand at, and when it began in the tenant's time zone (RFC 3339). */
  readonly businessDate: string;
  readonly dayBeganAt: string;
  readonly lines: readonly MonitoredLine[];
}

/** A line that can be drawn, that is frozen, or on which something is owed; amounts are decimal strings. */
export interface MonitoredLine {
  readonly creditLineId: string;
  readonly borrowerId: string;
  readonly productCode: string;
  readonly status: 'ACTIVE' | 'FROZEN' | 'EXPIRED' | 'CLOSED';
  readonly currency: string;
  readonly limit: string;
  readonly used: string;
  /** The bounds of the limit as they were agreed. */
  readonly limitMin: string;
  readonly limitMax: string;
  /** Of the loan that is longest overdue, as of the day's beginning; 0: nothing is overdue. */
  readonly daysPastDue: number;
  /** Loans that are not paid back. */
  readonly loansOpen: number;
}

export type LineAction = 'RAISE' | 'CUT' | 'FREEZE' | 'UNFREEZE';

export interface LineOrder {
  readonly earlyWarningId: string;
  readonly creditLineId: string;
  readonly action: LineAction;
  /** The new limit in major units of the line's currency; null unless it is a raise or a cut. */
  readonly limit: string | null;
  readonly reasons: readonly LineOrderReason[];
}

/** Why, in words for the borrower. */
export interface LineOrderReason {
  readonly code: string;
  readonly text: string;
  readonly textZh: string;
}

/** A line that could not be changed like that any more is an answer and no error. */
export interface LineOrderOutcome {
  readonly outcome: 'DONE' | 'REFUSED';
  /** The stable code of why it was refused. */
  readonly refusal: string | null;
}
