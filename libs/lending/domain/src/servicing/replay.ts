import { Fault, type BusinessDate, type Rate } from '@fanxing/kernel';
import { refund, restructure, writeOff } from './change-loan.js';
import { closeDays } from './close-days.js';
import type { PlanHolidays } from './repayment-plan.js';
import type { ServicedLoan } from './serviced-loan.js';
import { takeRepayment, type Allotment } from './take-repayment.js';
import { waive, type Waiver } from './waive.js';

/** What happened to a loan, in the order in which it happened. */
export type LoanEventRecord = { readonly id: string; readonly on: BusinessDate } & (
  | { readonly kind: 'REPAYMENT'; readonly amountMinor: bigint }
  | { readonly kind: 'REFUND'; readonly amountMinor: bigint }
  | {
      readonly kind: 'RESTRUCTURE';
      readonly periods: number;
      readonly dailyRate: Rate | null;
      readonly capitalise: boolean;
      readonly graceOnPrincipal?: number | undefined;
      readonly graceOnInterest?: number | undefined;
      readonly moratorium?: number | undefined;
      readonly holidays?: PlanHolidays | null | undefined;
    }
  | ({ readonly kind: 'WAIVER' } & Waiver)
  | { readonly kind: 'WRITE_OFF' }
);

export interface Replayed {
  readonly loan: ServicedLoan;
  /** Where each repayment went. */
  readonly allotments: ReadonlyMap<string, Allotment>;
}

/**
 * Lives a loan again from its first day up to `to`. With all its events it comes out as the loan that lived through them; without one of them it
 * is what the loan would be had that never happened. Fails with REVERSAL_IMPOSSIBLE when something later rested on what is left out.
 */
export function replay(start: ServicedLoan, events: readonly LoanEventRecord[], to: BusinessDate): Replayed {
  const allotments = new Map<string, Allotment>();
  let loan = start;
  for (const event of events) {
    try {
      loan = closeDays(loan, event.on).loan;
      if (event.kind === 'REPAYMENT') {
        const taken = takeRepayment(loan, event.amountMinor, event.on);
        allotments.set(event.id, taken.allotment);
        loan = taken.loan;
      } else if (event.kind === 'REFUND') loan = refund(loan, event.amountMinor);
      else if (event.kind === 'RESTRUCTURE') loan = restructure(loan, event, event.on).loan;
      else if (event.kind === 'WAIVER') loan = waive(loan, event, event.on).loan;
      else loan = writeOff(loan, event.on).loan;
    } catch (error) {
      if (error instanceof Fault) throw new Fault('REVERSAL_IMPOSSIBLE', { event: event.id });
      throw error;
    }
  }
  return { loan: closeDays(loan, to).loan, allotments };
}
