import {
  addDays,
  Fault,
  type BusinessDate,
  type CurrencyCode,
  type Rate,
  type Rounding,
} from '@fanxing/kernel';
import type { AccruingDebt } from '../accrual/accruing-debt.js';
import { transition, type LoanStatus } from './loan-status.js';

/** One drawdown on a line. Amounts in minor units. Its states are told in `loan-status.ts`. */
export interface Loan extends AccruingDebt {
  readonly status: LoanStatus;
  readonly currency: CurrencyCode;
  /** What was drawn. `outstandingMinor` is what is left of it: all of it until the first repayment. */
  readonly principalMinor: bigint;
  /** Until the bank has paid: the day of the request. Then: the day of the disbursement, from which interest runs. */
  readonly drawnOn: BusinessDate;
  readonly termDays: number;
  readonly dueOn: BusinessDate;
}

/** A loan as a drawdown begins it: PENDING, nothing accrued. Fails with AMOUNT_NOT_POSITIVE. */
export function beginLoan(input: {
  readonly principalMinor: bigint;
  readonly currency: CurrencyCode;
  readonly dailyRate: Rate;
  readonly rounding: Rounding;
  readonly drawnOn: BusinessDate;
  readonly termDays: number;
}): Loan {
  if (input.principalMinor <= 0n) throw new Fault('AMOUNT_NOT_POSITIVE');
  return {
    ...input,
    status: 'PENDING',
    outstandingMinor: input.principalMinor,
    accruedUnits: 0n,
    accruedMinor: 0n,
    interestPaidMinor: 0n,
    accrualFrom: input.drawnOn,
    dueOn: addDays(input.drawnOn, input.termDays),
  };
}

/** Written down before the bank is called. Fails with STATE_CONFLICT unless PENDING. */
export function sendToBank(loan: Loan): Loan {
  return { ...loan, status: transition(loan.status, 'SEND_TO_BANK') };
}

/**
 * The bank has paid out on day `on`: interest and term count from that day, even when the drawdown was asked for on an
 * earlier one. Fails with STATE_CONFLICT unless DISBURSING.
 */
export function confirmDisbursement(loan: Loan, on: BusinessDate): Loan {
  const status = transition(loan.status, 'CONFIRM_DISBURSEMENT');
  return { ...loan, status, drawnOn: on, accrualFrom: on, dueOn: addDays(on, loan.termDays) };
}

/** The bank definitely did not pay. Nothing is owed. Fails with STATE_CONFLICT unless PENDING or DISBURSING. */
export function refuseDisbursement(loan: Loan): Loan {
  return { ...loan, status: transition(loan.status, 'REFUSE_DISBURSEMENT'), outstandingMinor: 0n };
}
