import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

/**
 * A record of the audit log as it is hashed and exported: its whole content. What is null or undefined has no part in the
 * hash, so that a record keeps its hash when the log learns to say more.
 */
export interface AuditRecord {
  readonly tenantId: string;
  readonly environment: string;
  readonly id: string;
  /** UTC, to the microsecond. */
  readonly at: string;
  readonly service: string;
  readonly action: string;
  readonly actorKind: string;
  readonly actorId: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly subjectIds?: readonly string[] | null;
  readonly purpose?: string | null;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly traceId?: string | null;
}

/** What stands in the columns of `audit.shown_event`. */
export const recordColumns = `tenant_id AS "tenantId", environment, id, at, service, action, "actorKind", "actorId", "subjectKind",
  "subjectId", "subjectIds", purpose, before, after, "traceId"`;

/** SHA-256 of the record's canonical form. */
export function hashOfRecord(record: AuditRecord): Buffer {
  const present = Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null));
  return createHash('sha256').update(canonicalJson(present)).digest();
}
