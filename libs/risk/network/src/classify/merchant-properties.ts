import type { AccountEvidence } from '../account/account-evidence.js';
import type { Properties } from '../linear/linear-model.js';

export type MerchantProperty =
  'payers' | 'openness' | 'oneWay' | 'incomingShare' | 'payersPerPayee' | 'incomingDays';

/**
 * What the model reads, each made so that more of it speaks for a merchant. The coefficient never stands alone: `openness` is drawn
 * towards what is usual for few counterparties, because two that do not know each other prove nothing.
 */
export const merchantProperties: Properties<MerchantProperty, AccountEvidence> = {
  payers: ({ payers }) => Math.log2(1 + payers),
  openness: ({ degree, coefficient }) => {
    const pairs = (degree * (degree - 1)) / 2;
    return 1 - (coefficient * pairs + usualCoefficient * pairsToConvince) / (pairs + pairsToConvince);
  },
  oneWay: ({ reciprocity }) => 1 - reciprocity,
  incomingShare: ({ incomingShare }) => incomingShare,
  payersPerPayee: ({ payers, payees }) => Math.log2((1 + payers) / (1 + payees)),
  incomingDays: ({ rhythm }) => rhythm.incomingDays,
};

const usualCoefficient = 0.2;
const pairsToConvince = 10;
