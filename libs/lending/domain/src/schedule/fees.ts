import { applyRate } from '@fanxing/kernel';
import type { Fee, ScheduleTerms } from './schedule-terms.js';

type FeeTerms = Pick<ScheduleTerms, 'fees' | 'principalMinor' | 'rounding'>;

/** The sum of the fees of one kind, in minor units; each is rounded by itself. */
export function feesOf({ fees, principalMinor, rounding }: FeeTerms, charged: Fee['charged']): bigint {
  return fees
    .filter((fee) => fee.charged === charged)
    .reduce(
      (sum, fee) =>
        sum + (fee.rate ? applyRate(principalMinor, fee.rate, rounding) : (fee.amountMinor ?? 0n)),
      0n,
    );
}

/** What is kept back when the loan is paid out, in minor units. */
export function upfrontFeesOf(terms: FeeTerms): bigint {
  return feesOf(terms, 'disbursement');
}

/** What is owed from the first day on: the principal that was asked for, and the fees lent on top. */
export function lentOf(terms: FeeTerms): bigint {
  return terms.principalMinor + feesOf(terms, 'principal');
}
