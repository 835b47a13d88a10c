import type { Amortisation } from './amortisation.js';

/** All principal with the last instalment. */
export function amortisationAtTheEnd(): Amortisation {
  return { interestIsOn: 'balance', principalOf: () => 0n };
}
