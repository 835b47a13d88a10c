import { Fault, type BusinessDate } from '@fanxing/kernel';
import type { InterestBooking } from '../accrual/accrue-days.js';
import {
  accrueDebt,
  interestDueOf,
  quotePayoff,
  requireNotPassed,
  type PayoffQuote,
} from '../accrual/accruing-debt.js';
import { allocate, interestFirst, type Allocation, type AllocationOrder } from '../allocation/allocate.js';
import { isOutstanding, transition } from './loan-status.js';
import type { Loan } from './loan.js';

export interface LoanRepayment {
  readonly loan: Loan;
  /** Interest of days that had not been booked yet; to be entered before the repayment. */
  readonly bookings: readonly InterestBooking[];
  /** `principalMinor` of it comes back to the credit line. */
  readonly allocation: Allocation;
}

/**
 * A repayment on day `on`, any day, without penalty: accrues the days before it, divides the money, and closes the loan
 * when nothing is owed any more. Fails with STATE_CONFLICT, AMOUNT_NOT_POSITIVE, BUSINESS_DATE_PASSED or
 * REPAYMENT_EXCEEDS_DEBT.
 */
export function repayLoan(
  loan: Loan,
  amountMinor: bigint,
  on: BusinessDate,
  order: AllocationOrder = interestFirst,
): LoanRepayment {
  requireOutstanding(loan);
  requireNotPassed(loan, on);
  const { debt: accrued, bookings } = accrueDebt(loan, on);
  const allocation = allocate({
    amountMinor,
    interestDueMinor: interestDueOf(accrued),
    principalMinor: accrued.outstandingMinor,
    currency: loan.currency,
    order,
  });
  const paid: Loan = {
    ...accrued,
    outstandingMinor: accrued.outstandingMinor - allocation.principalMinor,
    interestPaidMinor: accrued.interestPaidMinor + allocation.interestMinor,
  };
  const cleared = paid.outstandingMinor === 0n && interestDueOf(paid) === 0n;
  const status = cleared ? transition(paid.status, 'PAY_OFF') : paid.status;
  return { loan: { ...paid, status }, bookings, allocation };
}

/** What closes the loan on day `on`. Fails with STATE_CONFLICT or BUSINESS_DATE_PASSED. */
export function quoteRepayment(loan: Loan, on: BusinessDate): PayoffQuote {
  requireOutstanding(loan);
  return quotePayoff(loan, on);
}

function requireOutstanding(loan: Loan): void {
  if (!isOutstanding(loan.status)) {
    throw new Fault('STATE_CONFLICT', { what: 'loan', status: loan.status, needed: 'ACTIVE or OVERDUE' });
  }
}
