import { daysBetween, isLeapYear, parseBusinessDate, partsOf, type BusinessDate } from '@fanxing/kernel';

/** How the days of an interest period become a part of a year, by the name that the standards give it. */
export type DayCount = 'ACT/365' | 'ACT/360' | 'ACT/364' | 'ACT/ACT-ISDA' | '30/360' | '30E/360';

/** Days over days in a year, exact. */
export interface YearFraction {
  /** In units of the denominator. */
  readonly numerator: bigint;
  /** The same for every period of one convention, so that fractions can be added up. */
  readonly denominator: bigint;
}

interface Convention {
  readonly denominator: bigint;
  numerator(from: BusinessDate, to: BusinessDate): bigint;
}

/**
 * One entry a convention; sources: 2006 ISDA Definitions, section 4.16.
 * - `ACT/365` (Fixed), `ACT/360`, `ACT/364`: calendar days over a fixed year.
 * - `ACT/ACT-ISDA` (b): days in a leap year over 366 and days in any other year over 365; both over 365 × 366 here.
 * - `30/360` (f, bond basis) and `30E/360` (g, Eurobond basis): months of 30 days. The end of February is no month's
 *   end for either.
 */
const conventions: Readonly<Record<DayCount, Convention>> = {
  'ACT/365': fixed(365n),
  'ACT/360': fixed(360n),
  'ACT/364': fixed(364n),
  'ACT/ACT-ISDA': { denominator: 365n * 366n, numerator: actualOverActual },
  '30/360': { denominator: 360n, numerator: (from, to) => thirtyDays(from, to, false) },
  '30E/360': { denominator: 360n, numerator: (from, to) => thirtyDays(from, to, true) },
};

export const dayCounts = Object.keys(conventions) as readonly DayCount[];

/** The part of a year from `from` (included) to `to` (excluded). */
export function yearFraction(dayCount: DayCount, from: BusinessDate, to: BusinessDate): YearFraction {
  const { denominator, numerator } = conventions[dayCount];
  return { numerator: numerator(from, to), denominator };
}

/** How many days the convention counts from `from` to `to`: calendar days, or those of months of 30. */
export function countedDays(dayCount: DayCount, from: BusinessDate, to: BusinessDate): number {
  return dayCount === '30/360' || dayCount === '30E/360'
    ? Number(conventions[dayCount].numerator(from, to))
    : daysBetween(from, to);
}

function fixed(denominator: bigint): Convention {
  return { denominator, numerator: (from, to) => BigInt(daysBetween(from, to)) };
}

function actualOverActual(from: BusinessDate, to: BusinessDate): bigint {
  let [start, sum] = [from, 0n];
  while (start < to) {
    const { year } = partsOf(start);
    const newYear = parseBusinessDate(`${year + 1}-01-01`);
    const end = newYear < to ? newYear : to;
    sum += BigInt(daysBetween(start, end)) * (isLeapYear(year) ? 365n : 366n);
    start = end;
  }
  return sum;
}

function thirtyDays(from: BusinessDate, to: BusinessDate, european: boolean): bigint {
  const [start, end] = [partsOf(from), partsOf(to)];
  const startDay = Math.min(start.day, 30);
  const endDay = end.day === 31 && (european || startDay === 30) ? 30 : end.day;
  return BigInt((end.year - start.year) * 360 + (end.month - start.month) * 30 + endDay - startDay);
}
