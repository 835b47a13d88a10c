import type { Instant } from '@fanxing/kernel';
import type { FileFormat } from '@fanxing/risk-events';
import type { TenantReading, TenantTransaction } from '@fanxing/runtime/database';
import type { EventUpload, Progress } from './event-upload.js';
import type { Rejection } from './rejection.js';

interface UploadRow extends Omit<EventUpload, Counted>, Record<Counted, string>, Record<string, unknown> {}
type Counted = 'receivedBytes' | 'rows' | 'accepted' | 'duplicates' | 'rejected' | 'contradictions';

export async function addUpload(
  { query, context }: TenantTransaction,
  upload: { readonly id: string; readonly source: string; readonly format: FileFormat },
  at: Instant,
): Promise<void> {
  await query(
    'add event upload',
    `INSERT INTO risk.event_upload (tenant_id, environment, id, source, format, status, requested_by, begun_at)
     VALUES ($1, $2, $3, $4, $5, 'OPEN', $6, $7)`,
    [context.tenantId, context.environment, upload.id, upload.source, upload.format, context.actor.id, at],
  );
}

export async function findUpload(
  { query, context }: TenantReading,
  id: string,
): Promise<EventUpload | undefined> {
  const [row] = await query<UploadRow>(
    'find event upload',
    `SELECT id, source, format, status, columns, received_bytes AS "receivedBytes", rows, accepted, duplicates, rejected, contradictions,
            begun_at AS "begunAt", ended_at AS "endedAt"
     FROM risk.event_upload WHERE tenant_id = $1 AND environment = $2 AND id = $3`,
    [context.tenantId, context.environment, id],
  );
  return row && { ...row, ...countsOf(row) };
}

function countsOf(row: UploadRow): Pick<EventUpload, Counted> {
  return {
    receivedBytes: Number(row.receivedBytes),
    rows: Number(row.rows),
    accepted: Number(row.accepted),
    duplicates: Number(row.duplicates),
    rejected: Number(row.rejected),
    contradictions: Number(row.contradictions),
  };
}

/**
 * Writes how far a file has come, from where a part began. Answers whether it was still there: of two who send the same part, the second
 * waits here for the first, and finds it taken.
 */
export async function moveUpload(
  { query, context }: TenantTransaction,
  { id, from, at }: { readonly id: string; readonly from: number; readonly at: Instant },
  to: Progress,
): Promise<boolean> {
  const moved = await query(
    'move event upload',
    `UPDATE risk.event_upload
     SET received_bytes = $5, rows = $6, accepted = $7, duplicates = $8, rejected = $9, contradictions = $10, columns = $11, status = $12,
         ended_at = CASE WHEN $12 = 'DONE' THEN $13::timestamptz END
     WHERE tenant_id = $1 AND environment = $2 AND id = $3 AND received_bytes = $4 AND status = 'OPEN' RETURNING id`,
    [
      context.tenantId,
      context.environment,
      id,
      from,
      to.receivedBytes,
      to.rows,
      to.accepted,
      to.duplicates,
      to.rejected,
      to.contradictions,
      to.columns,
      to.status,
      at,
    ],
  );
  return moved.length > 0;
}

export async function addRejections(
  { query, context }: TenantTransaction,
  uploadId: string,
  rejections: readonly Rejection[],
): Promise<void> {
  if (rejections.length === 0) return;
  await query(
    'add rejected rows',
    `INSERT INTO risk.event_rejection (tenant_id, environment, upload_id, row_number, reason, details, path)
     SELECT $1, $2, $3, given.* FROM unnest($4::bigint[], $5::text[], $6::jsonb[], $7::text[]) AS given`,
    [
      context.tenantId,
      context.environment,
      uploadId,
      rejections.map(({ row }) => row),
      rejections.map(({ reason }) => reason),
      rejections.map(({ details }) => JSON.stringify(details)),
      rejections.map(({ field }) => field),
    ],
  );
}

/** Takes away why rows were not taken of a few uploads that were begun before a moment: whoever begins another one tidies up. */
export async function removeOldRejections(
  { query, context }: TenantTransaction,
  begunBefore: Instant,
): Promise<void> {
  await query(
    'remove old rejected rows',
    `WITH old AS (
       UPDATE risk.event_upload SET rejections_gone = true
       WHERE tenant_id = $1 AND environment = $2 AND id IN (
         SELECT id FROM risk.event_upload
         WHERE tenant_id = $1 AND environment = $2 AND begun_at < $3 AND rejected > 0 AND NOT rejections_gone
         ORDER BY begun_at LIMIT 5 FOR UPDATE SKIP LOCKED)
       RETURNING id)
     DELETE FROM risk.event_rejection AS rejection USING old
     WHERE rejection.tenant_id = $1 AND rejection.environment = $2 AND rejection.upload_id = old.id`,
    [context.tenantId, context.environment, begunBefore],
  );
}

export async function readRejections(
  { query, context }: TenantReading,
  uploadId: string,
  afterRow: number,
  limit: number,
): Promise<Rejection[]> {
  const rows = await query<Rejection & Record<string, unknown>>(
    'read rejected rows',
    `SELECT row_number AS row, reason, details, path AS field FROM risk.event_rejection
     WHERE tenant_id = $1 AND environment = $2 AND upload_id = $3 AND row_number > $4 ORDER BY row_number LIMIT $5`,
    [context.tenantId, context.environment, uploadId, afterRow, limit],
  );
  return rows.map(({ row, ...rejection }) => ({ ...rejection, row: Number(row) }));
}
