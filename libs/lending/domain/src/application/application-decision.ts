import type { Rate } from '@fanxing/kernel';
import type { OfferResult } from '../offer/make-offer.js';

/** Why a decision is what it is: a stable code that the portal and the borrower's answer have words for. */
export interface DecisionReason {
  readonly code: string;
}

/** What was decided about an application. A decline is an answer, not an error. */
export type ApplicationDecision =
  | {
      readonly outcome: 'APPROVE';
      readonly reasons: readonly DecisionReason[];
      /** The line that is offered, in minor units of the product's currency. */
      readonly limitMinor: bigint;
      readonly dailyRate: Rate;
    }
  | { readonly outcome: 'DECLINE'; readonly reasons: readonly DecisionReason[] };

/**
 * The decision as the borrower gets it: what risk decided, after the product's bounds had their say. An approval whose
 * limit the product is too large for becomes a decline; limit and price are those of the offer.
 */
export function decisionWithOffer(
  decided: Extract<ApplicationDecision, { outcome: 'APPROVE' }>,
  result: OfferResult,
): ApplicationDecision {
  if (result.outcome === 'DECLINE') return { outcome: 'DECLINE', reasons: result.reasons };
  const adjustments = result.adjustments.map((code) => ({ code }));
  return {
    outcome: 'APPROVE',
    reasons: [...decided.reasons, ...adjustments],
    limitMinor: result.offer.limitMinor,
    dailyRate: result.offer.dailyRate,
  };
}
