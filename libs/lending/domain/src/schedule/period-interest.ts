import {
  daysBetween,
  divideRounded,
  rateDecimals,
  type BusinessDate,
  type Rate,
  type Rounding,
} from '@fanxing/kernel';
import { countedDays, yearFraction } from '../day-count/day-count.js';
import { firstPeriodIsFull, type Period } from '../due-date/due-dates.js';
import type { RateChange, ScheduleTerms } from './schedule-terms.js';

/** What one unit of principal costs over one period, exact. */
export interface PeriodInterest {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const rateOne = 10n ** BigInt(rateDecimals);
const periodsInYear = { day: 365n, week: 52n, month: 12n } as const;

/** Interest of each period, given the rate changes that are known. A change within a period divides it. */
export function periodInterests(
  terms: ScheduleTerms,
  periods: readonly Period[],
  changes: readonly RateChange[],
): PeriodInterest[] {
  const full = firstPeriodIsFull(terms);
  return periods.map((period) => {
    const periodic = terms.interest === 'periodic' && (period.number > 1 || full);
    const parts = partsByRate(period, terms.rate, changes);
    return periodic ? periodicInterest(terms, period, parts) : dailyInterest(terms, parts);
  });
}

/** `principal × interest`, to the minor unit. */
export function interestOn(principalMinor: bigint, interest: PeriodInterest, rounding: Rounding): bigint {
  return divideRounded(principalMinor * interest.numerator, interest.denominator, rounding);
}

/** Everything over all periods as one. The denominators are brought together. */
export function sumOfInterests(interests: readonly PeriodInterest[]): PeriodInterest {
  return interests.reduce((sum, { numerator, denominator }) =>
    sum.denominator === denominator
      ? { numerator: sum.numerator + numerator, denominator }
      : {
          numerator: sum.numerator * denominator + numerator * sum.denominator,
          denominator: sum.denominator * denominator,
        },
  );
}

interface RatePart {
  readonly from: BusinessDate;
  readonly to: BusinessDate;
  readonly rate: Rate;
}

function partsByRate({ from, to }: Period, firstRate: Rate, changes: readonly RateChange[]): RatePart[] {
  const parts: RatePart[] = [];
  let [start, rate] = [from, firstRate];
  for (const change of changes) {
    if (change.from >= to) break;
    if (change.from > start) {
      parts.push({ from: start, to: change.from, rate });
      start = change.from;
    }
    rate = change.rate;
  }
  parts.push({ from: start, to, rate });
  return parts;
}

function dailyInterest({ dayCount, rateIsFor }: ScheduleTerms, parts: readonly RatePart[]): PeriodInterest {
  let [sum, yearDays] = [0n, 1n];
  for (const { from, to, rate } of parts) {
    if (rateIsFor === 'day') sum += rate.units * BigInt(countedDays(dayCount, from, to));
    else {
      const { numerator, denominator } = yearFraction(dayCount, from, to);
      sum += rate.units * numerator;
      yearDays = denominator;
    }
  }
  return { numerator: sum, denominator: rateOne * yearDays };
}

/**
 * A rate that changes within the period counts for its share of the calendar days. A period that holidays left without a day costs
 * as much as any other.
 */
function periodicInterest(
  { every }: ScheduleTerms,
  { from, to }: Period,
  parts: readonly RatePart[],
): PeriodInterest {
  const calendarDays = daysBetween(from, to);
  const days = BigInt(calendarDays || 1);
  const byDays = parts.reduce(
    (sum, part) => sum + part.rate.units * BigInt(calendarDays ? daysBetween(part.from, part.to) : 1),
    0n,
  );
  return { numerator: byDays * BigInt(every.count), denominator: rateOne * periodsInYear[every.unit] * days };
}
