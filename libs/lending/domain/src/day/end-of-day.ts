import { addDays, type BusinessDate } from '@fanxing/kernel';
import type { InterestBooking } from '../accrual/accrue-days.js';
import { accrueDebt } from '../accrual/accruing-debt.js';
import { isOutstanding, transition } from '../loan/loan-status.js';
import type { Loan } from '../loan/loan.js';

export interface LoanDay {
  readonly loan: Loan;
  /** Interest to enter, day by day. */
  readonly bookings: readonly InterestBooking[];
  /** The day whose end made the loan overdue, if that happened now: its due day. */
  readonly overdueOn: BusinessDate | null;
}

/**
 * What the end of business day `day` does to one loan: every day up to and including it accrues; a loan whose due day
 * has ended is overdue. A loan that is not with the borrower is left alone.
 *
 * It is a function of dates, not of how often it runs: a day that was closed already changes nothing, and closing ten
 * days at once is the same as closing each.
 */
export function endOfDay(loan: Loan, day: BusinessDate): LoanDay {
  if (!isOutstanding(loan.status)) return { loan, bookings: [], overdueOn: null };
  const { debt: accrued, bookings } = accrueDebt(loan, addDays(day, 1));
  if (accrued.status !== 'ACTIVE' || day < accrued.dueOn) return { loan: accrued, bookings, overdueOn: null };
  const status = transition(accrued.status, 'MISS_DUE_DATE');
  return { loan: { ...accrued, status }, bookings, overdueOn: accrued.dueOn };
}
