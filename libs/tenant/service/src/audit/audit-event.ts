import type { Id, Instant } from '@fanxing/kernel';
import type { Actor } from '@fanxing/runtime/identity';

/** Something that was done. */
export interface AuditEvent {
  readonly id: Id<'audit'>;
  readonly at: Instant;
  readonly service: string;
  readonly action: string;
  readonly actorKind: Actor['kind'];
  readonly actorId: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly subjectIds: readonly string[] | null;
  readonly purpose: string | null;
  readonly before: unknown;
  readonly after: unknown;
  readonly traceId: string | null;
}

/** Which records: those that match everything that is given. */
export interface AuditFilter {
  readonly actorKind?: Actor['kind'];
  readonly actorId?: string;
  readonly service?: string;
  readonly purpose?: string;
  readonly action?: string;
  readonly subjectId?: string;
  readonly since?: Instant;
  readonly until?: Instant;
}
