import type { Instant } from '@fanxing/kernel';
import type { EventKind } from '@fanxing/risk-events';
import type { TenantReading, TenantTransaction } from '@fanxing/runtime/database';

interface KindRow extends EventKind, Record<string, unknown> {}

/** A tenant defines this many kinds at most: each stands in one answer of `eventKinds`. */
export const ownKindsMax = 400;

const columns = 'kind, version, meaning, meaning_zh AS "meaningZh", schema';

/** The tenant's own kinds, each in its newest version; all of them, or those of these names. */
export async function newestKinds(
  { query, context }: TenantReading,
  names: readonly string[] | null,
): Promise<EventKind[]> {
  return query<KindRow>(
    'newest event kinds',
    `SELECT DISTINCT ON (kind) ${columns} FROM risk.event_kind
     WHERE tenant_id = $1 AND environment = $2 AND ($3::text[] IS NULL OR kind = ANY ($3))
     ORDER BY kind, version DESC`,
    [context.tenantId, context.environment, names],
  );
}

/** Two definitions of a tenant take turns: each is compared with the one before. */
export async function takeTurn({ query, context }: TenantTransaction): Promise<void> {
  await query('take turns to define', 'SELECT pg_advisory_xact_lock(hashtextextended($1, 1900))', [
    `${context.tenantId}/${context.environment}`,
  ]);
}

export async function addKind(
  { query, context }: TenantTransaction,
  { kind, version, meaning, meaningZh, schema }: EventKind,
  at: Instant,
): Promise<void> {
  await query(
    'add event kind',
    `INSERT INTO risk.event_kind (tenant_id, environment, kind, version, meaning, meaning_zh, schema, defined_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [context.tenantId, context.environment, kind, version, meaning, meaningZh, JSON.stringify(schema), at],
  );
}
