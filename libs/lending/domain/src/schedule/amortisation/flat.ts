import { divideRounded } from '@fanxing/kernel';
import { sumOfInterests } from '../period-interest.js';
import type { Amortisation, AmortisationInput } from './amortisation.js';

/** Interest on the first principal throughout; principal and exact interest come in equal parts. */
export function flatAmortisation({ terms, interests }: AmortisationInput): Amortisation {
  const { principalMinor, graceOnPrincipal, instalmentMultipleMinor: multiple, rounding } = terms;
  const { numerator, denominator } = sumOfInterests(interests.slice(graceOnPrincipal));
  const parts = BigInt(interests.length - graceOnPrincipal);
  const nearest = rounding === 'half-even' ? 'half-even' : 'half-up';
  const owedTimesDenominator = principalMinor * (denominator + numerator);
  const paymentMinor =
    divideRounded(owedTimesDenominator, denominator * parts * multiple, nearest) * multiple;
  return { interestIsOn: 'principal', principalOf: ({ interestMinor }) => paymentMinor - interestMinor };
}
