import type { Period } from '../../due-date/due-dates.js';
import type { PeriodInterest } from '../period-interest.js';
import type { ScheduleTerms } from '../schedule-terms.js';

/** Where a schedule stands when a period's principal is asked for. */
export interface AmortisationStep {
  /** Counts from 0, grace included. The last is asked for only where the first takes what rounding leaves over. */
  readonly index: number;
  readonly balanceMinor: bigint;
  /** This period's interest, rounded. */
  readonly interestMinor: bigint;
}

/** One way for principal to come back. Made once for a schedule. */
export interface Amortisation {
  /** Interest is on what is left, or on the first principal throughout. */
  readonly interestIsOn: 'balance' | 'principal';
  /** Called for each period after the grace on principal, in order. The answer is brought within 0 and the balance. */
  principalOf(step: AmortisationStep): bigint;
}

/** What an amortisation is made from. */
export interface AmortisationInput {
  readonly terms: ScheduleTerms;
  readonly periods: readonly Period[];
  readonly interests: readonly PeriodInterest[];
}
