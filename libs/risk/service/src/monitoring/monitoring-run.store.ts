import type { BusinessDate, Instant } from '@fanxing/kernel';
import type { TenantReading, TenantTransaction } from '@fanxing/runtime/database';

/** What one walk over the lines has come to. */
export interface RunCounts {
  readonly looked: number;
  readonly warned: number;
  readonly ordered: number;
  readonly withoutConsent: number;
  readonly failed: number;
}

export interface RunRow extends RunCounts, Record<string, unknown> {
  readonly businessDate: BusinessDate;
  readonly status: 'RUNNING' | 'DONE' | 'PASSED_OVER';
  readonly knownUntil: Instant;
  readonly afterId: string;
  readonly endedAt: Instant | null;
}

const selectRun = `SELECT business_date AS "businessDate", status, known_until AS "knownUntil", after_id AS "afterId", looked, warned, ordered,
    without_consent AS "withoutConsent", failed, ended_at AS "endedAt"
  FROM risk.monitoring_run WHERE tenant_id = $1 AND environment = $2`;

export async function findRun(
  { query, context }: TenantReading,
  on: BusinessDate,
): Promise<RunRow | undefined> {
  const [row] = await query<RunRow>('find monitoring run', `${selectRun} AND business_date = $3`, [
    context.tenantId,
    context.environment,
    on,
  ]);
  return row;
}

/** Runs that have not ended, the newest day first. */
export async function readRunning({ query, context }: TenantReading): Promise<RunRow[]> {
  return query<RunRow>(
    'read running monitoring runs',
    `${selectRun} AND status = 'RUNNING' ORDER BY business_date DESC`,
    [context.tenantId, context.environment],
  );
}

/** Writes how far a run has come. Answers false when another process has taken it further meanwhile. */
export async function moveRun(
  { query, context }: TenantTransaction,
  { businessDate, afterId: from }: RunRow,
  to: Pick<RunRow, 'afterId' | 'status'> & RunCounts,
): Promise<boolean> {
  const moved = await query(
    'move monitoring run',
    `UPDATE risk.monitoring_run
     SET after_id = $5, status = $6, looked = $7, warned = $8, ordered = $9, without_consent = $10, failed = $11,
         ended_at = CASE WHEN $6 <> 'RUNNING' THEN clock_timestamp() END
     WHERE tenant_id = $1 AND environment = $2 AND business_date = $3 AND after_id = $4 AND status = 'RUNNING' RETURNING status`,
    [
      context.tenantId,
      context.environment,
      businessDate,
      from,
      to.afterId,
      to.status,
      to.looked,
      to.warned,
      to.ordered,
      to.withoutConsent,
      to.failed,
    ],
  );
  return moved.length === 1;
}
