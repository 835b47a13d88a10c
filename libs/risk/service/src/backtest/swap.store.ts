import type { Page, TenantReading, TenantTransaction } from '@fanxing/runtime/database';

export type SwapSet = 'SWAP_IN' | 'SWAP_OUT';

/** A decision that a strategy would turn. */
export interface SwapRow extends Record<string, unknown> {
  /** The decision's. */
  readonly id: string;
  readonly borrowerId: string;
  readonly swap: SwapSet;
  readonly outcome: 'GOOD' | 'BAD' | 'UNKNOWN';
  readonly draftAnswer: unknown;
}

export async function addSwaps(
  { query, context }: TenantTransaction,
  backtestId: string,
  swaps: readonly SwapRow[],
): Promise<void> {
  if (swaps.length === 0) return;
  await query(
    'add backtest swaps',
    `INSERT INTO risk.backtest_swap (tenant_id, environment, backtest_id, swap, decision_id, borrower_id, outcome, draft_answer)
     SELECT $1, $2, $3, added.swap, added.id, added."borrowerId", added.outcome, added."draftAnswer"
     FROM jsonb_to_recordset($4) AS added (id text, "borrowerId" text, swap text, outcome text, "draftAnswer" jsonb)`,
    [context.tenantId, context.environment, backtestId, JSON.stringify(swaps)],
  );
}

/** In the order in which they were decided; what was erased is none any more. */
export async function readSwaps(
  { query, context }: TenantReading,
  backtestId: string,
  swap: SwapSet,
  page: Page,
): Promise<SwapRow[]> {
  return query<SwapRow>(
    'read backtest swaps',
    `SELECT found.decision_id AS id, found.borrower_id AS "borrowerId", found.swap, found.outcome, found.draft_answer AS "draftAnswer"
     FROM risk.backtest_swap AS found
     JOIN risk.decision ON decision.tenant_id = found.tenant_id AND decision.environment = found.environment
       AND decision.id = found.decision_id AND decision.erased_at IS NULL
     WHERE found.tenant_id = $1 AND found.environment = $2 AND found.backtest_id = $3 AND found.swap = $4
       AND ($5::text IS NULL OR found.decision_id > $5) AND ($6::text IS NULL OR found.decision_id < $6)
     ORDER BY found.decision_id ${page.forward ? 'ASC' : 'DESC'} LIMIT $7`,
    [context.tenantId, context.environment, backtestId, swap, page.afterId, page.beforeId, page.limit],
  );
}
