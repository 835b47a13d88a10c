import {
  addDays,
  divideRounded,
  eachDay,
  rateDecimals,
  type BusinessDate,
  type Rate,
  type Rounding,
} from '@fanxing/kernel';

/** Exact interest is counted in minor units × 10⁻¹²: a principal in minor units times a rate in its own units. */
export const unitsPerMinor = 10n ** BigInt(rateDecimals);

export interface AccrualInput {
  /** What is outstanding at the end of each of these days, in minor units. */
  readonly principalMinor: bigint;
  readonly dailyRate: Rate;
  /** The exact interest of all days so far, in minor units × 10⁻¹². */
  readonly accruedUnits: bigint;
  /** What was booked of it so far, in minor units. */
  readonly accruedMinor: bigint;
  /** The first day that has not accrued yet. */
  readonly from: BusinessDate;
  /** The first day that shall not accrue now. Not later than `from`: nothing happens. */
  readonly to: BusinessDate;
  readonly rounding: Rounding;
}

export interface InterestBooking {
  readonly on: BusinessDate;
  readonly amountMinor: bigint;
}

export interface Accrual {
  readonly accruedUnits: bigint;
  readonly accruedMinor: bigint;
  /** One for each day whose interest is not zero, in order. */
  readonly bookings: readonly InterestBooking[];
  /** The last day that has accrued: the day before `to`. */
  readonly throughDate: BusinessDate;
}

/**
 * Accrues interest for the days from `from` to `to`, `to` left out: `principal × dailyRate` each day.
 *
 * The exact total is carried along, and a day's booking is the difference between the rounded total after it and what
 * was booked before. So what was booked over any sequence of days is the exact total rounded once: 7,615.00 at 0.0005
 * over 50 days is 190.38 (190.375 half-up), where fifty separately rounded days of 3.81 would make 190.50.
 */
export function accrueDays(input: AccrualInput): Accrual {
  const unitsPerDay = input.principalMinor * input.dailyRate.units;
  const bookings: InterestBooking[] = [];
  let { accruedUnits, accruedMinor } = input;
  for (const on of eachDay(input.from, input.to)) {
    accruedUnits += unitsPerDay;
    const totalMinor = roundInterest(accruedUnits, input.rounding);
    if (totalMinor !== accruedMinor) bookings.push({ on, amountMinor: totalMinor - accruedMinor });
    accruedMinor = totalMinor;
  }
  const end = input.to > input.from ? input.to : input.from;
  return { accruedUnits, accruedMinor, bookings, throughDate: addDays(end, -1) };
}

/** Exact interest in minor units × 10⁻¹² as whole minor units. */
export function roundInterest(units: bigint, rounding: Rounding): bigint {
  return divideRounded(units, unitsPerMinor, rounding);
}
