import { Fault, type BusinessDate, type Rate, type Rounding } from '@fanxing/kernel';
import { accrueDays, type InterestBooking } from './accrue-days.js';

/** Principal that bears interest by the day, and where its interest stands. */
export interface AccruingDebt {
  /** Principal that is not repaid yet, in minor units. */
  readonly outstandingMinor: bigint;
  readonly dailyRate: Rate;
  readonly rounding: Rounding;
  /** Exact interest since the start, in minor units × 10⁻¹². */
  readonly accruedUnits: bigint;
  /** What was booked of it, in minor units. */
  readonly accruedMinor: bigint;
  readonly interestPaidMinor: bigint;
  /** The first day that has not accrued yet. */
  readonly accrualFrom: BusinessDate;
}

/** Interest that is booked and not paid. */
export function interestDueOf(debt: AccruingDebt): bigint {
  return debt.accruedMinor - debt.interestPaidMinor;
}

/**
 * The debt with the days before `to` accrued, and what that books. Days that have accrued already are left alone, so
 * it can be called twice.
 */
export function accrueDebt<Debt extends AccruingDebt>(
  debt: Debt,
  to: BusinessDate,
): { readonly debt: Debt; readonly bookings: readonly InterestBooking[] } {
  if (to <= debt.accrualFrom) return { debt, bookings: [] };
  const { accruedUnits, accruedMinor, bookings } = accrueDays({
    principalMinor: debt.outstandingMinor,
    dailyRate: debt.dailyRate,
    accruedUnits: debt.accruedUnits,
    accruedMinor: debt.accruedMinor,
    from: debt.accrualFrom,
    to,
    rounding: debt.rounding,
  });
  return { debt: { ...debt, accruedUnits, accruedMinor, accrualFrom: to }, bookings };
}

/** What clears a debt on a day. */
export interface PayoffQuote {
  readonly on: BusinessDate;
  readonly principalMinor: bigint;
  readonly interestMinor: bigint;
  readonly totalMinor: bigint;
}

/**
 * What has to be paid on day `on` to owe nothing: that day itself costs no interest, since nothing would be outstanding
 * at its end. Fails with BUSINESS_DATE_PASSED for a day whose interest is booked already.
 */
export function quotePayoff(debt: AccruingDebt, on: BusinessDate): PayoffQuote {
  requireNotPassed(debt, on);
  const { debt: accrued } = accrueDebt(debt, on);
  const interestMinor = interestDueOf(accrued);
  const principalMinor = accrued.outstandingMinor;
  return { on, principalMinor, interestMinor, totalMinor: principalMinor + interestMinor };
}

/** Refuses a day that has accrued already: what happens on it now would have changed its interest. */
export function requireNotPassed(debt: AccruingDebt, on: BusinessDate): void {
  if (on < debt.accrualFrom) throw new Fault('BUSINESS_DATE_PASSED', { businessDate: debt.accrualFrom });
}
