import type { Id, Instant } from '@fanxing/kernel';
import type { ConsentPurpose } from '@fanxing/tenant-contract';

/** What a borrower agreed to. */
export interface Consent {
  readonly id: Id<'consent'>;
  readonly borrowerId: Id<'borrower'>;
  readonly purpose: ConsentPurpose;
  readonly textVersion: string;
  readonly grantedAt: Instant;
  readonly expiresAt: Instant | null;
  readonly withdrawnAt: Instant | null;
}
