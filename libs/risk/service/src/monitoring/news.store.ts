import type { Instant } from '@fanxing/kernel';
import type { TenantReading, TenantTransaction } from '@fanxing/runtime/database';

/** News of a borrower who is watched: how many there were when it was read. */
export interface News extends Record<string, unknown> {
  readonly borrowerId: string;
  readonly news: string;
}

/** Borrowers whose news are due, the longest due first, and the moment up to which things are known. */
export async function readNewsDue(
  { query, context }: TenantReading,
  limit: number,
): Promise<{ news: News[]; knownUntil: Instant | undefined }> {
  const rows = await query<News & { knownUntil: Instant }>(
    'read monitoring news due',
    `SELECT borrower_id AS "borrowerId", news, clock_timestamp() AS "knownUntil" FROM risk.monitoring_due
     WHERE tenant_id = $1 AND environment = $2 AND due_at <= clock_timestamp() ORDER BY due_at LIMIT $3`,
    [context.tenantId, context.environment, limit],
  );
  return { news: rows, knownUntil: rows[0]?.knownUntil };
}

/** Lets the job come back when the next news are due; nothing when there are none. */
export async function comeBackForNews({ query, context }: TenantTransaction): Promise<void> {
  await query(
    'come back for monitoring news',
    `SELECT risk.monitor_news_later($1, $2, greatest(0, extract(epoch FROM next.due_at - clock_timestamp()))::double precision)
     FROM (SELECT min(due_at) AS due_at FROM risk.monitoring_due WHERE tenant_id = $1 AND environment = $2) AS next
     WHERE next.due_at IS NOT NULL`,
    [context.tenantId, context.environment],
  );
}

/** These borrowers are watched from now on. */
export async function addMonitored(
  { query, context }: TenantTransaction,
  borrowerIds: readonly string[],
): Promise<void> {
  await query(
    'add monitored borrowers',
    `INSERT INTO risk.monitored_borrower (tenant_id, environment, borrower_id)
     SELECT DISTINCT $1, $2, told.id FROM unnest($3::text[]) AS told (id) ORDER BY 3 ON CONFLICT DO NOTHING`,
    [context.tenantId, context.environment, borrowerIds],
  );
}
