import type { AccountEvidence } from '../account/account-evidence.js';

/**
 * The properties that the model reads, each made so that more of it speaks for a merchant. The coefficient never stands alone: it
 * is drawn towards what is usual for few counterparties, because two that do not know each other prove nothing.
 */
export const merchantProperties = {
  payers: ({ payers }: AccountEvidence) => Math.log2(1 + payers),
  openness: ({ degree, coefficient }: AccountEvidence) => {
    const pairs = (degree * (degree - 1)) / 2;
    return 1 - (coefficient * pairs + usualCoefficient * pairsToConvince) / (pairs + pairsToConvince);
  },
  oneWay: ({ reciprocity }: AccountEvidence) => 1 - reciprocity,
  incomingShare: ({ incomingShare }: AccountEvidence) => incomingShare,
  payersPerPayee: ({ payers, payees }: AccountEvidence) => Math.log2((1 + payers) / (1 + payees)),
  incomingDays: ({ rhythm }: AccountEvidence) => rhythm.incomingDays,
} as const satisfies Record<string, (evidence: AccountEvidence) => number>;

export type MerchantProperty = keyof typeof merchantProperties;

const usualCoefficient = 0.2;
const pairsToConvince = 10;

export const propertyNames = Object.keys(merchantProperties) as MerchantProperty[];

export interface MerchantModel {
  readonly base: number;
  readonly coefficients: Readonly<Record<MerchantProperty, number>>;
  readonly means: Readonly<Record<MerchantProperty, number>>;
}
