import type { DataAccess } from '@fanxing/runtime/consent';
import { defineContract, operation } from '@fanxing/runtime/messaging';

/** What other services may ask the risk service. */
export const riskContract = defineContract('risk', {
  /**
   * Decides on one application from what was known strictly before `asOf`. The same `applicationId` gets the same
   * decision again. Fails with STATE_CONFLICT while no model or strategy is published, and with CONSENT_REQUIRED when
   * the consent does not cover what the strategy's model reads, or does not hold any more.
   */
  decide: operation<DecideRequest, DecideAnswer>(),
});

/** Risk's part of borrowers' own requests about their data; the tenant service asks it. */
export const riskDataContract = defineContract('risk-data', {
  /** All that risk holds of a borrower, for the borrower's own request. */
  exportBorrower: operation<{ borrowerId: string }, { document: Record<string, unknown> }>({ lookup: true }),
  /** A decision on a borrower with its reasons, the newest unless one is named. Fails with NOT_FOUND. */
  explainDecision: operation<
    { borrowerId: string; decisionId: string | null },
    { document: Record<string, unknown> }
  >({ lookup: true }),
  /** Takes away the borrower's events and what decisions read; doing it again answers the same counts. */
  eraseBorrower: operation<{ borrowerId: string }, { counts: Record<string, number> }>({
    deadlineMs: 30_000,
  }),
});

/**
 * The evaluator of tokens (RFC 9497, VOPRF): the same for all tenants of an environment, and it learns of nobody. It answers for an
 * application that the caller's tenant has, whose borrower agreed, and counts.
 */
export const lenderEvaluatorContract = defineContract('lender-evaluator', {
  /**
   * Evaluates the blinded identifiers of an application's borrower. Bytes are base64url. Fails with NOT_FOUND, CONSENT_REQUIRED,
   * LENDER_QUESTION_CLOSED and LENDER_QUESTIONS_SPENT.
   */
  evaluate: operation<{ applicationId: string; blinded: readonly string[] }, BlindEvaluation>(),
  /** The key that every evaluation is proved under. */
  publicKey: operation<Record<string, never>, { publicKey: string }>({ lookup: true }),
});

export interface BlindEvaluation {
  readonly evaluated: readonly string[];
  readonly proof: string;
}

/** Files of events; the gateway hands them over as they come. */
export const riskUploadContract = defineContract('risk-upload', {
  /**
   * Takes the rows that are whole in one part of a file, and says how far it has come by that. Fails with NOT_FOUND,
   * UPLOAD_OFFSET_WRONG unless the part begins where the file has come to, and STATE_CONFLICT when the file is whole.
   */
  takePart: operation<UploadPart, UploadState>({ deadlineMs: 30_000 }),
  /** Why rows after this one were not taken, at most 500 of them in the order of the file. Fails with NOT_FOUND. */
  rejectedRows: operation<{ id: string; afterRow: number }, { rows: readonly RejectedRow[] }>({
    lookup: true,
  }),
});

export interface UploadPart {
  readonly id: string;
  /** Where in the file it begins, in bytes. */
  readonly offset: number;
  readonly base64: string;
  /** Whether the file ends with it, so that what is left over is a row too. */
  readonly isLast: boolean;
}

/** Why a row of a file was not taken; what it held is not quoted. */
export interface RejectedRow {
  /** Its number in the file, from 1. */
  readonly row: number;
  readonly reason: string;
  /** Where in the row; null for the whole. */
  readonly field: string | null;
  readonly message: string;
  readonly messageZh: string;
}

/** How far a file has come; counts of rows and events. */
export interface UploadState {
  readonly status: 'OPEN' | 'DONE';
  readonly receivedBytes: number;
  readonly rows: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly contradictions: number;
}

export interface DecideRequest {
  readonly applicationId: string;
  /** Whose data may be read, for what, and which of them. */
  readonly access: DataAccess;
  readonly productCode: string;
  /** The version whose terms apply, which may have a pipeline of its own. */
  readonly productVersionId?: string | null;
  /** RFC 3339. */
  readonly asOf: string;
  /** Those of the borrower's attributes that the access covers. Protected ones are never used for a decision. */
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
