import { defineContract, operation } from '@fanxing/runtime/messaging';

/** What other services may ask the risk service. */
export const riskContract = defineContract('risk', {
  /**
   * Decides on one application from what was known strictly before `asOf`. The same `applicationId` gets the same
   * decision again. Fails with STATE_CONFLICT while no model or strategy is published.
   */
  decide: operation<DecideRequest, DecideAnswer>(),
});

export interface DecideRequest {
  readonly applicationId: string;
  readonly borrowerId: string;
  readonly productCode: string;
  /** RFC 3339. */
  readonly asOf: string;
  /** The borrower's attributes as the bank gave them. Protected ones are never used for a decision. */
  readonly attributes: Readonly<Record<string, string | number | null>>;
}

export interface DecideAnswer {
  readonly decisionId: string;
  readonly outcome: 'APPROVE' | 'DECLINE';
  /** Why, the weightiest first. */
  readonly reasons: readonly DecisionReason[];
  /** What the strategy proposes, in major units of the product's currency; null on a decline. */
  readonly limit: string | null;
  readonly dailyRate: string | null;
}

/** One reason of a decision, in words for the borrower. */
export interface DecisionReason {
  readonly code: string;
  readonly text: string;
  readonly textZh: string;
}
