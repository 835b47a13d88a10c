import { divideRounded, type Rate, rateDecimals } from '@fanxing/kernel';
import { periodInterests, type PeriodInterest } from '../period-interest.js';
import type { RateChange, ScheduleTerms } from '../schedule-terms.js';
import type { Amortisation, AmortisationInput } from './amortisation.js';

/** Discount factors are whole numbers of 10⁻³⁰: what that leaves out can not reach a cent of any amount we take. */
const one = 10n ** 30n;
const rateOne = 10n ** BigInt(rateDecimals);

/**
 * Level payments. The payment `A` is what makes the payments' present value at the loan's own rate equal to what is
 * owed: `balance − balloon × v_n = A × Σ w_k × v_k`, with `v_k = 1 / ((1 + i_1) … (1 + i_k))` and the weights `w_k` of a step-up
 * (the annuity formula, for periods of any length). It is worked out again in the period in which a rate changes, from
 * what is known then, and stays until the next change.
 */
export function levelAmortisation({ terms, periods, interests }: AmortisationInput): Amortisation {
  const changesIn = periods.map(({ from, to }) =>
    terms.rateChanges.some((change) => change.from >= from && change.from < to),
  );
  let paymentMinor: bigint | undefined;
  let since = 0;
  return {
    interestIsOn: 'balance',
    principalOf({ index, balanceMinor, interestMinor }) {
      if (paymentMinor === undefined || changesIn[index]) {
        const known = terms.rateChanges.filter((change) => change.from < (periods[index]?.to ?? change.from));
        const ahead = knownAhead(terms, { terms, periods, interests }, known, index);
        paymentMinor = levelPayment(balanceMinor, ahead, terms);
        since = index;
      }
      return roundToMultiple(paymentMinor, growth(index - since, terms), terms) - interestMinor;
    },
  };
}

/** The periods' interest from `index` on, as far as it is known in that period. */
function knownAhead(
  terms: ScheduleTerms,
  { periods, interests }: AmortisationInput,
  known: readonly RateChange[],
  index: number,
): readonly PeriodInterest[] {
  if (known.length === terms.rateChanges.length) return interests.slice(index);
  return periodInterests(terms, periods.slice(index), known);
}

/** The exact first payment, in units of 10⁻³⁰ of a minor unit. */
function levelPayment(balanceMinor: bigint, ahead: readonly PeriodInterest[], terms: ScheduleTerms): bigint {
  let [discount, weighted] = [one, 0n];
  ahead.forEach(({ numerator, denominator }, step) => {
    discount = (discount * denominator) / (denominator + numerator);
    weighted += applyGrowth(discount, growth(step, terms));
  });
  const balloon = (terms.method === 'balloon' ? (terms.balloonMinor ?? 0n) : 0n) * discount;
  return ((balanceMinor * one - balloon) * one) / weighted;
}

interface Growth {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const noGrowth: Growth = { numerator: 1n, denominator: 1n };

/** What the first payment is multiplied with so many instalments later. */
function growth(instalmentsLater: number, { method, step }: ScheduleTerms): Growth {
  if (method !== 'step-up' || !step) return noGrowth;
  const times = BigInt(Math.floor(instalmentsLater / step.everyInstalments));
  return { numerator: onePlus(step.rate) ** times, denominator: rateOne ** times };
}

function onePlus({ units }: Rate): bigint {
  return rateOne + units;
}

function applyGrowth(value: bigint, { numerator, denominator }: Growth): bigint {
  return (value * numerator) / denominator;
}

function roundToMultiple(
  payment: bigint,
  grown: Growth,
  { instalmentMultipleMinor, rounding }: ScheduleTerms,
): bigint {
  const nearest = rounding === 'half-even' ? 'half-even' : 'half-up';
  const multiple = instalmentMultipleMinor;
  return divideRounded(payment * grown.numerator, one * grown.denominator * multiple, nearest) * multiple;
}
