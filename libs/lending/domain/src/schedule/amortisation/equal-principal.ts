import { divideRounded } from '@fanxing/kernel';
import type { Amortisation, AmortisationInput } from './amortisation.js';

/** The same principal each time, to the minor unit. */
export function equalPrincipalAmortisation({ terms, periods }: AmortisationInput): Amortisation {
  const parts = BigInt(periods.length - terms.graceOnPrincipal);
  const partMinor = divideRounded(terms.principalMinor, parts, terms.rounding);
  return { interestIsOn: 'balance', principalOf: () => partMinor };
}
