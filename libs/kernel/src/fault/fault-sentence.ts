/** The coarse codes that the API shows as `extensions.code`. */
export type FaultCategory =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'CONFLICT'
  | 'IDEMPOTENCY_CONFLICT'
  | 'LIMIT_EXCEEDED'
  | 'CONSENT_REQUIRED'
  | 'RATE_LIMITED'
  | 'QUERY_TOO_COMPLEX'
  | 'UNAVAILABLE'
  | 'INTERNAL';

export interface FaultSentence {
  readonly category: FaultCategory;
  /** What is wrong and how to mend it; `{name}` is filled from the fault's details. */
  readonly en: string;
  readonly zh: string;
}

export function fault(category: FaultCategory, en: string, zh: string): FaultSentence {
  return { category, en, zh };
}
