import type { Id, Instant } from '@fanxing/kernel';
import type { ConsentPurpose, DataCategory } from '@fanxing/runtime/consent';

/** What a borrower agreed to. */
export interface Consent {
  readonly id: Id<'consent'>;
  readonly borrowerId: Id<'borrower'>;
  readonly purpose: ConsentPurpose;
  readonly categories: readonly DataCategory[];
  readonly recipients: readonly string[];
  readonly textVersion: string;
  /** SHA-256 of the published text; null when the bank keeps its texts elsewhere. */
  readonly textDigest: string | null;
  readonly grantedAt: Instant;
  readonly validFrom: Instant;
  readonly expiresAt: Instant | null;
  readonly withdrawnAt: Instant | null;
  readonly signedHow: ConsentMethod | null;
  readonly signedAt: Instant | null;
  readonly evidenceDigest: string | null;
}

export type ConsentMethod = 'CHECKBOX' | 'ONE_TIME_CODE' | 'ELECTRONIC_SIGNATURE' | 'PAPER';

/**
 * Where a consent stands. NOT_YET: it begins later. IN_FORCE: it counts. SUPERSEDED: a newer one of the same purpose
 * stands in its place. EXPIRED: its time is over. WITHDRAWN: the borrower took it back. Nothing leads back to IN_FORCE:
 * who agrees again gives a new consent.
 */
export type ConsentState = 'NOT_YET' | 'IN_FORCE' | 'SUPERSEDED' | 'EXPIRED' | 'WITHDRAWN';

export interface ShownConsent extends Consent {
  readonly state: ConsentState;
}

/** How it is proved that the borrower agreed. */
export interface ConsentEvidence {
  readonly consentId: string;
  readonly proof: string;
  readonly method: ConsentMethod | null;
  readonly signedAt: Instant | null;
  readonly digest: string | null;
  readonly content: string | null;
}
