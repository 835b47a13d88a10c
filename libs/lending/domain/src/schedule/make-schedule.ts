import { minMinor, type BusinessDate } from '@fanxing/kernel';
import { interestPeriods, type Period } from '../due-date/due-dates.js';
import { countedDays } from '../day-count/day-count.js';
import type { Amortisation, AmortisationInput } from './amortisation/amortisation.js';
import { amortisationAtTheEnd } from './amortisation/at-the-end.js';
import { equalPrincipalAmortisation } from './amortisation/equal-principal.js';
import { flatAmortisation } from './amortisation/flat.js';
import { levelAmortisation } from './amortisation/level.js';
import { feesOf, lentOf, upfrontFeesOf } from './fees.js';
import { interestOn, periodInterests, sumOfInterests, type PeriodInterest } from './period-interest.js';
import type { ScheduleMethod, ScheduleTerms } from './schedule-terms.js';

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
  /** Kept back when the loan is paid out. Part of the totals' fees and of their total. A fee lent on top is part of the principal. */
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
 * above the level payment holds no principal and is as large as its interest: principal never grows. Instalments of a large
 * multiple may repay everything early: that one takes the interest that was put off, and those after it ask for nothing.
 *
 * Where the terms want the remainder first, the first instalment with principal is made larger or smaller until the last is as
 * large as the others, or as near to that as whole minor units come.
 */
export function makeSchedule(given: ScheduleTerms): InstalmentSchedule {
  const terms =
    given.moratorium > 0 || given.fees.length > 0
      ? {
          ...given,
          principalMinor: lentOf(given),
          graceOnPrincipal: Math.max(given.graceOnPrincipal, given.moratorium),
          graceOnInterest: Math.max(given.graceOnInterest, given.moratorium),
        }
      : given;
  const plan = planOf(terms, feesOf(given, 'instalment'));
  const { instalments } =
    terms.remainder === 'first' ? remainderFirst(terms, plan) : instalmentsFor(terms, plan);
  return withTotals(instalments, upfrontFeesOf(given));
}

/** Methods whose last payment is not meant to be of a size of its own. */
const evenInTheEnd: readonly ScheduleMethod[] = [
  'equal-instalment',
  'equal-principal',
  'flat',
  'balloon',
  'step-up',
];

/** So often is the first instalment made anew, and so many minor units around the best of them are tried. */
const [roundsMax, minorUnitsAround] = [8, 5];

function remainderFirst(terms: ScheduleTerms, plan: SchedulePlan): Instalments {
  let best = instalmentsFor(terms, plan);
  if (!evenInTheEnd.includes(terms.method) || plan.periods.length <= terms.graceOnPrincipal + 1) return best;
  let bestExtraMinor = 0n;
  const consider = (extraMinor: bigint): Instalments => {
    const next = instalmentsFor(terms, plan, extraMinor);
    if (absolute(next.remainderMinor) < absolute(best.remainderMinor))
      [best, bestExtraMinor] = [next, extraMinor];
    return next;
  };
  let [extraMinor, leftMinor] = [0n, best.remainderMinor];
  for (let round = 0; round < roundsMax && leftMinor !== 0n; round += 1) {
    extraMinor += discounted(leftMinor, plan, terms);
    leftMinor = consider(extraMinor).remainderMinor;
  }
  // Interest is rounded in every period, so the nearest is not always where the last step led.
  const middle = bestExtraMinor;
  for (let away = -minorUnitsAround; away <= minorUnitsAround && best.remainderMinor !== 0n; away += 1)
    consider(middle + BigInt(away));
  return best;
}

interface SchedulePlan {
  readonly periods: readonly Period[];
  readonly interests: readonly PeriodInterest[];
  /** Of each instalment after a moratorium, as long as principal is owed. */
  readonly feeMinor: bigint;
}

function planOf(terms: ScheduleTerms, feeMinor: bigint): SchedulePlan {
  const dates = interestPeriods(terms);
  const exact = periodInterests(terms, dates, terms.rateChanges);
  return terms.method === 'bullet'
    ? { periods: asOne(dates), interests: [sumOfInterests(exact)], feeMinor }
    : { periods: dates, interests: exact, feeMinor };
}

interface Instalments {
  readonly instalments: readonly PlannedInstalment[];
  /** By how much the last is larger than the method has it. */
  readonly remainderMinor: bigint;
}

/** The instalments when the first with principal holds so much more of it. */
function instalmentsFor(
  terms: ScheduleTerms,
  { periods, interests, feeMinor }: SchedulePlan,
  extraMinor = 0n,
): Instalments {
  const amortisation = amortisations[terms.method]({ terms, periods, interests });
  const last = periods.length - 1;
  const instalments: PlannedInstalment[] = [];
  let [balanceMinor, deferredMinor, remainderMinor] = [terms.principalMinor, 0n, 0n];
  periods.forEach((period, index) => {
    const begunMinor = balanceMinor;
    const base = amortisation.interestIsOn === 'balance' ? begunMinor : terms.principalMinor;
    const interest = interests[index];
    const earnedMinor = interest && begunMinor > 0n ? interestOn(base, interest, terms.rounding) : 0n;
    let wantedMinor = 0n;
    if (index >= terms.graceOnPrincipal && (index < last || terms.remainder === 'first'))
      wantedMinor = amortisation.principalOf({ index, balanceMinor, interestMinor: earnedMinor });
    if (index === terms.graceOnPrincipal) wantedMinor += extraMinor;
    if (index === last) remainderMinor = balanceMinor - wantedMinor - (terms.balloonMinor ?? 0n);
    const principalMinor = index === last ? balanceMinor : within(wantedMinor, balanceMinor);
    balanceMinor -= principalMinor;
    const inGrace = index < terms.graceOnInterest && balanceMinor > 0n;
    deferredMinor = inGrace ? deferredMinor + earnedMinor : deferredMinor;
    const interestMinor = inGrace ? 0n : earnedMinor + deferredMinor;
    if (!inGrace) deferredMinor = 0n;
    const feesMinor = index >= terms.moratorium && begunMinor > 0n ? feeMinor : 0n;
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
  return { instalments, remainderMinor };
}

/** What an amount at the end is worth at the first instalment with principal, at least one minor unit away from nothing. */
function discounted(minor: bigint, { interests }: SchedulePlan, terms: ScheduleTerms): bigint {
  if (terms.method === 'equal-principal' || terms.method === 'flat') return minor;
  let growth = 1;
  for (const { numerator, denominator } of interests.slice(terms.graceOnPrincipal + 1))
    growth *= 1 + Number(numerator) / Number(denominator);
  const whole = BigInt(Math.round(Number(minor) / growth));
  return whole !== 0n ? whole : minor > 0n ? 1n : -1n;
}

function within(wanted: bigint, balanceMinor: bigint): bigint {
  return wanted < 0n ? 0n : minMinor(wanted, balanceMinor);
}

function absolute(minor: bigint): bigint {
  return minor < 0n ? -minor : minor;
}

/** One period over the whole term. */
function asOne(periods: readonly Period[]): Period[] {
  const [first, last] = [periods[0], periods.at(-1)];
  return first && last ? [{ number: 1, from: first.from, to: last.to }] : [];
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
