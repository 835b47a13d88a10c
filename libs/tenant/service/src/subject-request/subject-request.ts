import type { Instant } from '@fanxing/kernel';

/**
 * A borrower's own request about their data (个人信息主体请求).
 *
 * OPEN: it has come in; the deadline runs. IN_PROGRESS: somebody has begun to carry it out; whoever dies in between, the
 * tenant's sweep goes on. COMPLETED and REJECTED are the ends. It leads OPEN → IN_PROGRESS → COMPLETED, back from
 * IN_PROGRESS to OPEN when it can not be carried out now (an erasure while a loan is open), and OPEN → REJECTED, which
 * says why.
 */
export interface SubjectRequest {
  readonly id: string;
  readonly borrowerId: string;
  readonly kind: SubjectRequestKind;
  readonly status: SubjectRequestStatus;
  readonly details: string | null;
  /** The right values of attributes, for a correction. */
  readonly correction: Readonly<Record<string, string | number | null>> | null;
  /** Which decision is to be explained; the newest when it is null. */
  readonly decisionId: string | null;
  readonly openedBy: string;
  readonly openedAt: Instant;
  readonly dueAt: Instant;
  readonly handledBy: string | null;
  readonly endedAt: Instant | null;
  readonly rejection: SubjectRequestRejection | null;
  readonly rejectionNote: string | null;
  readonly result: RequestResult;
}

export type SubjectRequestKind =
  'ACCESS' | 'CORRECTION' | 'PORTABILITY' | 'ERASURE' | 'EXPLANATION' | 'RESTRICTION';
export type SubjectRequestStatus = 'OPEN' | 'IN_PROGRESS' | 'COMPLETED' | 'REJECTED';
export type SubjectRequestRejection =
  'IDENTITY_NOT_PROVEN' | 'LEGAL_DUTY' | 'CONTRACT_RUNNING' | 'UNFOUNDED' | 'REPEATED';

/** What came of it, in counts and digests; never the data themselves. */
export type RequestResult = Readonly<Record<string, unknown>>;
