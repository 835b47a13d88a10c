import { defineContract, operation } from '@fanxing/runtime/messaging';

/** What became of applications, for whoever judges the decisions on them. */
export const lendingOutcomeContract = defineContract('lending-outcome', {
  /**
   * Of at most 500 applications of the caller's tenant, in no order; ids of none are left out. `asOf`: at whose beginning (a business date),
   * null: the day that the books stand at. Fails with INPUT_INVALID for a day that has not begun.
   */
  applicationOutcomes: operation<
    { applicationIds: readonly string[]; asOf: string | null },
    ApplicationOutcomes
  >({ lookup: true }),
});

/** So many days past due are written down for each loan, with the first day on which it was. */
export const milestoneDays = [1, 7, 30, 60, 90, 180] as const;
export type MilestoneDays = (typeof milestoneDays)[number];

export interface ApplicationOutcomes {
  /** The day as of whose beginning it is so. */
  readonly asOf: string;
  readonly outcomes: readonly ApplicationOutcome[];
}

/** Amounts are decimal strings in `currency`; sums are over all loans that were paid out on the application's line. */
export interface ApplicationOutcome {
  readonly applicationId: string;
  readonly currency: string;
  /** What was offered; null where nothing was, as for whoever was declined. */
  readonly limit: string | null;
  readonly dailyRate: string | null;
  readonly loans: number;
  /** Of the first loan; null while nothing is drawn. */
  readonly firstDrawnOn: string | null;
  readonly firstDueOn: string | null;
  readonly principal: string;
  readonly principalPaid: string;
  readonly interestPaid: string;
  readonly writtenOffOn: string | null;
  /** The principal that was given up on, and what of it came in after that. */
  readonly writtenOff: string;
  readonly recovered: string;
  /** When a loan of it was first so many days past due, for each of `milestoneDays` that was reached. */
  readonly reached: Readonly<Partial<Record<MilestoneDays, string>>>;
}
