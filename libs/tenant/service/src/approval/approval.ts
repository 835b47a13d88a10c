import type { Id, Instant } from '@fanxing/kernel';

export type ApprovalStatus = 'REQUESTED' | 'APPROVED' | 'REJECTED';

/** A request that waits or waited for another person. */
export interface Approval {
  readonly id: Id<'approval'>;
  /** The mutation. */
  readonly operation: string;
  /** Its input, as JSON. */
  readonly request: string;
  readonly status: ApprovalStatus;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  readonly decidedBy: string | null;
}
