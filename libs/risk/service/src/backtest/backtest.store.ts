import type { BusinessDate, Instant } from '@fanxing/kernel';
import type { MilestoneDays } from '@fanxing/lending-contract';
import type { TermTexts } from '@fanxing/risk-backtest';
import type { Page, TenantReading, TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import type { KeptReport } from './kept-report.js';

export type BacktestStatus = 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';

export interface BacktestFailure {
  readonly code: string;
  readonly text: string;
  readonly textZh: string;
}

export interface BacktestRow extends Record<string, unknown> {
  readonly id: string;
  readonly productCode: string;
  readonly strategyId: string | null;
  readonly draft: unknown;
  readonly decidedFrom: Instant;
  readonly decidedUntil: Instant;
  readonly outcomesAsOf: BusinessDate;
  readonly badAfterDays: MilestoneDays;
  readonly performanceDays: number;
  readonly segments: readonly string[];
  readonly terms: TermTexts;
  readonly status: BacktestStatus;
  readonly attempt: number;
  readonly total: number;
  readonly lookedAt: number;
  readonly report: KeptReport | null;
  readonly failure: BacktestFailure | null;
  readonly requestedBy: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
}

const columns = `id, product_code AS "productCode", strategy_id AS "strategyId", draft, decided_from AS "decidedFrom",
  decided_until AS "decidedUntil", outcomes_as_of AS "outcomesAsOf", bad_after_days AS "badAfterDays",
  performance_days AS "performanceDays", segments, terms, status, attempt, total, looked_at AS "lookedAt", report, failure,
  requested_by AS "requestedBy", started_at AS "startedAt", ended_at AS "endedAt"`;

export type NewBacktest = Omit<
  BacktestRow,
  'id' | 'status' | 'attempt' | 'lookedAt' | 'report' | 'failure' | 'startedAt' | 'endedAt'
>;

/** Adds a backtest and lets it be run; answers its id. */
export async function addBacktest(
  { query, context }: TenantTransaction,
  backtest: NewBacktest,
): Promise<string> {
  const id = newId('backtest');
  const scope = [context.tenantId, context.environment, id];
  await query(
    'add backtest',
    `INSERT INTO risk.backtest (tenant_id, environment, id, product_code, strategy_id, draft, decided_from, decided_until, outcomes_as_of,
                                bad_after_days, performance_days, segments, terms, status, total, requested_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'RUNNING', $14, $15)`,
    [
      ...scope,
      backtest.productCode,
      backtest.strategyId,
      backtest.draft === null ? null : JSON.stringify(backtest.draft),
      backtest.decidedFrom,
      backtest.decidedUntil,
      backtest.outcomesAsOf,
      backtest.badAfterDays,
      backtest.performanceDays,
      backtest.segments,
      JSON.stringify(backtest.terms),
      backtest.total,
      backtest.requestedBy,
    ],
  );
  await query('run backtest soon', 'SELECT risk.backtest_soon($1, $2, $3)', scope);
  return id;
}

/** How many run or wait. Whoever counts to start another one has the others wait. */
export async function countRunning({ query, context }: TenantTransaction): Promise<number> {
  await query(
    'one backtest is started at a time',
    'SELECT pg_advisory_xact_lock(hashtextextended($1, 313))',
    [`${context.tenantId}/${context.environment}`],
  );
  const [row] = await query<{ running: number }>(
    'count running backtests',
    `SELECT count(*)::int AS running FROM risk.backtest WHERE tenant_id = $1 AND environment = $2 AND status = 'RUNNING'`,
    [context.tenantId, context.environment],
  );
  return row?.running ?? 0;
}

/** Backtests by their ids, in no order. */
export async function findBacktests(
  { query, context }: TenantReading,
  ids: readonly string[],
): Promise<BacktestRow[]> {
  return query<BacktestRow>(
    'find backtests',
    `SELECT ${columns} FROM risk.backtest WHERE tenant_id = $1 AND environment = $2 AND id = ANY ($3)`,
    [context.tenantId, context.environment, ids],
  );
}

export async function readBacktests(
  { query, context }: TenantReading,
  page: Page,
  productCode: string | null,
): Promise<BacktestRow[]> {
  return query<BacktestRow>(
    'read backtests',
    `SELECT ${columns} FROM risk.backtest
     WHERE tenant_id = $1 AND environment = $2 AND ($3::text IS NULL OR product_code = $3)
       AND ($4::text IS NULL OR id > $4) AND ($5::text IS NULL OR id < $5)
     ORDER BY id ${page.forward ? 'ASC' : 'DESC'} LIMIT $6`,
    [context.tenantId, context.environment, productCode, page.afterId, page.beforeId, page.limit],
  );
}

/** Takes a running backtest up for another attempt, which begins anew; undefined where it does not run any more. */
export async function takeUp(
  { query, context }: TenantTransaction,
  id: string,
): Promise<BacktestRow | undefined> {
  const scope = [context.tenantId, context.environment, id];
  const [row] = await query<BacktestRow>(
    'take up backtest',
    `UPDATE risk.backtest SET attempt = attempt + 1, looked_at = 0
     WHERE tenant_id = $1 AND environment = $2 AND id = $3 AND status = 'RUNNING' RETURNING ${columns}`,
    scope,
  );
  if (row)
    await query(
      'forget swaps of an earlier attempt',
      'DELETE FROM risk.backtest_swap WHERE tenant_id = $1 AND environment = $2 AND backtest_id = $3',
      scope,
    );
  return row;
}

/** Writes how far an attempt has come; false where it was cancelled, or somebody else has taken it up. */
export async function moveOn(
  { query, context }: TenantTransaction,
  { id, attempt }: Pick<BacktestRow, 'id' | 'attempt'>,
  lookedAt: number,
): Promise<boolean> {
  const moved = await query(
    'move backtest on',
    `UPDATE risk.backtest SET looked_at = $5
     WHERE tenant_id = $1 AND environment = $2 AND id = $3 AND attempt = $4 AND status = 'RUNNING' RETURNING id`,
    [context.tenantId, context.environment, id, attempt, lookedAt],
  );
  return moved.length === 1;
}

export type Ending =
  | { readonly status: 'DONE'; readonly report: KeptReport; readonly failure: null }
  | { readonly status: 'FAILED'; readonly report: null; readonly failure: BacktestFailure }
  | { readonly status: 'CANCELLED'; readonly report: null; readonly failure: null };

/** Ends a backtest that runs; what was found of decisions stays only where there is a report. */
export async function endBacktest(
  { query, context }: TenantTransaction,
  { id, attempt }: Pick<BacktestRow, 'id' | 'attempt'>,
  { status, report, failure }: Ending,
): Promise<boolean> {
  const scope = [context.tenantId, context.environment, id];
  const ended = await query(
    'end backtest',
    `UPDATE risk.backtest SET status = $5, report = $6, failure = $7, ended_at = clock_timestamp()
     WHERE tenant_id = $1 AND environment = $2 AND id = $3 AND attempt = $4 AND status = 'RUNNING' RETURNING id`,
    [...scope, attempt, status, report && JSON.stringify(report), failure && JSON.stringify(failure)],
  );
  if (ended.length === 1 && status !== 'DONE')
    await query(
      'forget swaps of what did not end',
      'DELETE FROM risk.backtest_swap WHERE tenant_id = $1 AND environment = $2 AND backtest_id = $3',
      scope,
    );
  return ended.length === 1;
}

/** A backtest that nobody else changes until the transaction ends. */
export async function lockBacktest(
  { query, context }: TenantTransaction,
  id: string,
): Promise<Pick<BacktestRow, 'id' | 'attempt' | 'status'> | undefined> {
  const [row] = await query<BacktestRow>(
    'lock backtest',
    `SELECT id, attempt, status FROM risk.backtest WHERE tenant_id = $1 AND environment = $2 AND id = $3 FOR UPDATE`,
    [context.tenantId, context.environment, id],
  );
  return row;
}
