import type { BusinessDate, Instant } from '@fanxing/kernel';
import type { TenantTransaction } from '@fanxing/runtime/database';

export interface MandateRow extends Record<string, unknown> {
  readonly id: string;
  readonly borrowerId: string;
  readonly status: 'ACTIVE' | 'REVOKED';
  readonly reference: string;
  /** Sealed; null once the borrower is erased. */
  readonly account: string | null;
  readonly validUntil: BusinessDate | null;
  readonly recordedAt: Instant;
  readonly revokedAt: Instant | null;
}

const selectMandate = `
  SELECT id, borrower_id AS "borrowerId", status, reference, account, valid_until AS "validUntil", recorded_at AS "recordedAt",
         revoked_at AS "revokedAt"
  FROM lending.mandate WHERE tenant_id = $1 AND environment = $2`;

export interface NewMandate {
  readonly id: string;
  readonly borrowerId: string;
  readonly reference: string;
  readonly account: string;
  readonly validUntil: BusinessDate | null;
}

/** Keeps a mandate; answers false when the borrower has one that stands. */
export async function insertMandate(
  { query, context }: TenantTransaction,
  { id, borrowerId, reference, account, validUntil }: NewMandate,
): Promise<boolean> {
  const made = await query(
    'record mandate',
    `INSERT INTO lending.mandate (tenant_id, environment, id, borrower_id, status, reference, account, valid_until)
     VALUES ($1, $2, $3, $4, 'ACTIVE', $5, $6, $7)
     ON CONFLICT (tenant_id, environment, borrower_id) WHERE status = 'ACTIVE' DO NOTHING RETURNING id`,
    [context.tenantId, context.environment, id, borrowerId, reference, account, validUntil],
  );
  return made.length === 1;
}

/** Answers false when it was revoked before. */
export async function endMandate(
  { query, context }: TenantTransaction,
  id: string,
  reason: string,
): Promise<boolean> {
  const ended = await query(
    'revoke mandate',
    `UPDATE lending.mandate SET status = 'REVOKED', revoked_at = clock_timestamp(), reason = $4
     WHERE tenant_id = $1 AND environment = $2 AND id = $3 AND status = 'ACTIVE' RETURNING id`,
    [context.tenantId, context.environment, id, reason],
  );
  return ended.length === 1;
}

export async function findMandate(
  { query, context }: TenantTransaction,
  id: string,
): Promise<MandateRow | undefined> {
  const [row] = await query<MandateRow>('find mandate', `${selectMandate} AND id = $3`, [
    context.tenantId,
    context.environment,
    id,
  ]);
  return row;
}

/** Several mandates at once, in no order. */
export async function readMandatesById(
  { query, context }: TenantTransaction,
  ids: readonly string[],
): Promise<MandateRow[]> {
  return query<MandateRow>('read mandates by id', `${selectMandate} AND id = ANY ($3)`, [
    context.tenantId,
    context.environment,
    ids,
  ]);
}

/** The mandate that money may be taken by, if there is one on that day. */
export async function standingMandate(
  { query, context }: TenantTransaction,
  borrowerId: string,
  on: BusinessDate,
): Promise<MandateRow | undefined> {
  const [row] = await query<MandateRow>(
    'find standing mandate',
    `${selectMandate} AND borrower_id = $3 AND status = 'ACTIVE' AND account IS NOT NULL AND (valid_until IS NULL OR valid_until >= $4)`,
    [context.tenantId, context.environment, borrowerId, on],
  );
  return row;
}

/** A borrower's mandates, oldest first. */
export async function readMandatesOf(
  { query, context }: TenantTransaction,
  borrowerId: string,
): Promise<MandateRow[]> {
  return query<MandateRow>('read mandates', `${selectMandate} AND borrower_id = $3 ORDER BY id LIMIT 100`, [
    context.tenantId,
    context.environment,
    borrowerId,
  ]);
}

export async function isBorrower({ query, context }: TenantTransaction, id: string): Promise<boolean> {
  const found = await query(
    'is a borrower',
    'SELECT id FROM lending.borrower WHERE tenant_id = $1 AND environment = $2 AND id = $3 AND erased_at IS NULL FOR SHARE',
    [context.tenantId, context.environment, id],
  );
  return found.length === 1;
}
