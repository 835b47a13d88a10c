import type { BusinessDate, Instant } from '@fanxing/kernel';
import type { TenantTransaction } from '@fanxing/runtime/database';

export interface PeriodChange extends Record<string, unknown> {
  readonly id: string;
  readonly action: 'close' | 'reopen';
  /** Through which day the books are closed from here on; null when they are all open. */
  readonly closedThrough: BusinessDate | null;
  readonly reason: string;
  readonly askedBy: string;
  readonly approvedBy: string | null;
  readonly changedAt: Instant;
}

/** The history of closing and reopening, newest first, a hundred at most. */
export async function readPeriodChanges({ query, context }: TenantTransaction): Promise<PeriodChange[]> {
  return query<PeriodChange>(
    'read period changes',
    `SELECT id, action, closed_through AS "closedThrough", reason, asked_by AS "askedBy", approved_by AS "approvedBy", changed_at AS "changedAt"
     FROM ledger.period_change WHERE tenant_id = $1 AND environment = $2 ORDER BY id DESC LIMIT 100`,
    [context.tenantId, context.environment],
  );
}

/** Closes or reopens. Waits for whoever is writing into the books. Fails with STATE_CONFLICT. */
export async function changePeriod(
  { query, context }: TenantTransaction,
  change: Omit<PeriodChange, 'changedAt'>,
): Promise<void> {
  await query('change period', 'SELECT ledger.change_period($1, $2, $3, $4, $5, $6, $7, $8)', [
    context.tenantId,
    context.environment,
    change.id,
    change.action,
    change.closedThrough,
    change.reason,
    change.askedBy,
    change.approvedBy,
  ]);
}
