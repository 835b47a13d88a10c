import { applyRate, minMinor, type BusinessDate } from '@fanxing/kernel';
import { interestPeriods, type Period } from '../due-date/due-dates.js';
import { countedDays } from '../day-count/day-count.js';
import type { Amortisation, AmortisationInput } from './amortisation/amortisation.js';
import { amortisationAtTheEnd } from './amortisation/at-the-end.js';
import { equalPrincipalAmortisation } from './amortisation/equal-principal.js';
import { flatAmortisation } from './amortisation/flat.js';
import { levelAmortisation } from './amortisation/level.js';
import { interestOn, periodInterests, sumOfInterests } from './period-interest.js';
import type { Fee, ScheduleMethod, ScheduleTerms } from './schedule-terms.js';

/** One payment of an instalment loan; amounts in minor units. */
export interface PlannedInstalment {
  /** Counts from 1. */
  readonly number: number;
  readonly dueOn: BusinessDate;
  /** Days of the period, as the day count counts them. */
  readonly days: number;
  readonly principalMinor: bigint;
  readonly interestMinor: bigint;
  readonly feesMinor: bigint;
  readonly totalMinor: bigint;
  /** Principal that is left after it. */
  readonly balanceMinor: bigint;
}

export interface InstalmentSchedule {
  readonly instalments: readonly PlannedInstalment[];
  /** Kept back when the loan is paid out. Part of the totals' fees and of their total. */
  readonly upfrontFeesMinor: bigint;
  readonly totals: {
    readonly principalMinor: bigint;
    readonly interestMinor: bigint;
    readonly feesMinor: bigint;
    readonly totalMinor: bigint;
  };
}

const amortisations: Readonly<Record<ScheduleMethod, (input: AmortisationInput) => Amortisation>> = {
  'equal-instalment': levelAmortisation,
  balloon: levelAmortisation,
  'step-up': levelAmortisation,
  'equal-principal': equalPrincipalAmortisation,
  flat: flatAmortisation,
  'interest-only': amortisationAtTheEnd,
  bullet: amortisationAtTheEnd,
};

/**
 * The instalments of a loan. Rounding: each period's interest once, as the terms name it; the level payment to its multiple;
 * the last instalment takes what is left of the principal, so the principal adds up exactly. An instalment whose interest is
 * above the level payment holds no principal and is as large as its interest: principal never grows.
 */
export function makeSchedule(terms: ScheduleTerms): InstalmentSchedule {
  const dates = interestPeriods(terms);
  const exact = periodInterests(terms, dates, terms.rateChanges);
  const bullet = terms.method === 'bullet';
  const periods = bullet ? asOne(dates) : dates;
  const interests = bullet ? [sumOfInterests(exact)] : exact;
  const amortisation = amortisations[terms.method]({ terms, periods, interests });
  const feesMinor = feesOf(terms, 'instalment');
  const instalments: PlannedInstalment[] = [];
  let balanceMinor = terms.principalMinor;
  let deferredMinor = 0n;
  periods.forEach((period, index) => {
    const base = amortisation.interestIsOn === 'balance' ? balanceMinor : terms.principalMinor;
    const interest = interests[index];
    const earnedMinor = interest ? interestOn(base, interest, terms.rounding) : 0n;
    const principalMinor = principalOf(terms, amortisation, periods.length, index, balanceMinor, earnedMinor);
    balanceMinor -= principalMinor;
    const inGrace = index < terms.graceOnInterest && index < periods.length - 1;
    deferredMinor = inGrace ? deferredMinor + earnedMinor : deferredMinor;
    const interestMinor = inGrace ? 0n : earnedMinor + deferredMinor;
    if (!inGrace) deferredMinor = 0n;
    instalments.push({
      number: index + 1,
      dueOn: period.to,
      days: countedDays(terms.dayCount, period.from, period.to),
      principalMinor,
      interestMinor,
      feesMinor,
      totalMinor: principalMinor + interestMinor + feesMinor,
      balanceMinor,
    });
  });
  return withTotals(instalments, upfrontFeesOf(terms));
}

function principalOf(
  { graceOnPrincipal }: ScheduleTerms,
  amortisation: Amortisation,
  count: number,
  index: number,
  balanceMinor: bigint,
  interestMinor: bigint,
): bigint {
  if (index === count - 1) return balanceMinor;
  if (index < graceOnPrincipal) return 0n;
  const wanted = amortisation.principalOf({ index, balanceMinor, interestMinor });
  return wanted < 0n ? 0n : minMinor(wanted, balanceMinor);
}

/** One period over the whole term. */
function asOne(periods: readonly Period[]): Period[] {
  const [first, last] = [periods[0], periods.at(-1)];
  return first && last ? [{ number: 1, from: first.from, to: last.to }] : [];
}

/** What is kept back when the loan is paid out, in minor units. */
export function upfrontFeesOf(terms: ScheduleTerms): bigint {
  return feesOf(terms, 'disbursement');
}

function feesOf({ fees, principalMinor, rounding }: ScheduleTerms, charged: Fee['charged']): bigint {
  return fees
    .filter((fee) => fee.charged === charged)
    .reduce(
      (sum, fee) =>
        sum + (fee.rate ? applyRate(principalMinor, fee.rate, rounding) : (fee.amountMinor ?? 0n)),
      0n,
    );
}

function withTotals(instalments: readonly PlannedInstalment[], upfrontFeesMinor: bigint): InstalmentSchedule {
  const totals = {
    principalMinor: 0n,
    interestMinor: 0n,
    feesMinor: upfrontFeesMinor,
    totalMinor: upfrontFeesMinor,
  };
  for (const instalment of instalments) {
    totals.principalMinor += instalment.principalMinor;
    totals.interestMinor += instalment.interestMinor;
    totals.feesMinor += instalment.feesMinor;
    totals.totalMinor += instalment.totalMinor;
  }
  return { instalments, upfrontFeesMinor, totals };
}
