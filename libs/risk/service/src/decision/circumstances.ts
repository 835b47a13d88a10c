import type { Source } from '@fanxing/risk-pipeline';
import type { ReasonCode } from '@fanxing/risk-strategy';

/** What stood in for a source that was down. */
export interface FallbackUsed {
  readonly source: Source;
  readonly use: 'missing' | 'last-known' | 'decline';
  /** Whose figures they were: of an earlier decision of the borrower. */
  readonly decisionId: string | null;
}

/** Where a decision came to an end for what the borrower has no part in, and the code of the decline. */
export interface EndedBy {
  /** The stage that it did not get past. */
  readonly stage: string;
  /** A code of ours, or the one that the bank chose for the source. */
  readonly code: ReasonCode | (string & {});
}

/** What else than rules and facts made a decision what it is. It is made again under the same. */
export interface Circumstances {
  readonly fallbacks: readonly FallbackUsed[];
  readonly ended: EndedBy | null;
}

export const ordinary: Circumstances = { fallbacks: [], ended: null };

export function isOrdinary({ fallbacks, ended }: Circumstances): boolean {
  return fallbacks.length === 0 && ended === null;
}
