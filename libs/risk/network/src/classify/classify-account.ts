import type { AccountEvidence } from '../account/account-evidence.js';
import { merchantModel } from './merchant-model.js';
import {
  merchantProperties,
  propertyNames,
  type MerchantModel,
  type MerchantProperty,
} from './merchant-properties.js';

export interface AccountClass {
  readonly kind: 'merchant' | 'individual';
  /** That it is a merchant. */
  readonly probability: number;
  /** What each property adds to the log-odds, largest first; together with the base they are the log-odds. */
  readonly contributions: readonly Contribution[];
  readonly base: number;
}

export interface Contribution {
  readonly property: MerchantProperty;
  readonly value: number;
  readonly logOdds: number;
}

/** The coefficients come from simulated payments, not from labelled real ones: see {@link merchantModel}. */
export function classifyAccount(
  evidence: AccountEvidence,
  model: MerchantModel = merchantModel,
): AccountClass {
  const contributions = propertyNames.map((property): Contribution => {
    const value = merchantProperties[property](evidence);
    return { property, value, logOdds: model.coefficients[property] * (value - model.means[property]) };
  });
  const logOdds = contributions.reduce((sum, part) => sum + part.logOdds, model.base);
  const probability = 1 / (1 + Math.exp(-logOdds));
  return {
    kind: probability >= 0.5 ? 'merchant' : 'individual',
    probability,
    contributions: contributions.sort((one, other) => Math.abs(other.logOdds) - Math.abs(one.logOdds)),
    base: model.base,
  };
}
