import type { AccountEvidence } from '../account/account-evidence.js';
import { judge, type Judgement, type LinearModel } from '../linear/linear-model.js';
import { merchantModel } from './merchant-model.js';
import { merchantProperties, type MerchantProperty } from './merchant-properties.js';

/** The probability is that of a merchant. */
export interface AccountClass extends Judgement<MerchantProperty> {
  readonly kind: 'merchant' | 'individual';
}

/** The default model's coefficients come from simulated payments, not from labelled real ones: see {@link merchantModel}. */
export function classifyAccount(
  evidence: AccountEvidence,
  model: LinearModel<MerchantProperty> = merchantModel,
): AccountClass {
  const judgement = judge(model, merchantProperties, evidence);
  return { kind: judgement.probability >= 0.5 ? 'merchant' : 'individual', ...judgement };
}
