import type { Instant } from '@fanxing/kernel';
import type { DataCategory } from '@fanxing/runtime/consent';
import type { TenantReading } from '@fanxing/runtime/database';
import type { KeptFacts } from '../decision/sealed-decision.js';
import type { BacktestRow } from './backtest.store.js';

/** As much of a decision's record as trying a strategy on it needs. */
export interface PastDecisionRow extends KeptFacts, Record<string, unknown> {
  readonly applicationId: string;
  readonly strategyId: string;
  readonly pipelineId: string | null;
  readonly decidedAt: Instant;
  readonly categories: readonly DataCategory[];
  readonly erasedAt: Instant | null;
}

type Period = Pick<BacktestRow, 'productCode' | 'decidedFrom' | 'decidedUntil'>;

/** Decisions of a product, whose rules are its pipeline, its strategy, or what an experiment of it tried. */
const ofProduct = `decision.tenant_id = $1 AND decision.environment = $2 AND decision.decided_at >= $4 AND decision.decided_at < $5
  AND (decision.pipeline_id IN (SELECT id FROM risk.pipeline WHERE tenant_id = $1 AND environment = $2 AND product_code = $3)
    OR (decision.pipeline_id IS NULL AND decision.experiment_id IS NULL
        AND decision.strategy_id IN (SELECT id FROM risk.strategy WHERE tenant_id = $1 AND environment = $2 AND product_code = $3))
    OR decision.experiment_id IN (SELECT id FROM risk.experiment WHERE tenant_id = $1 AND environment = $2 AND product_code = $3))`;

export async function countPastDecisions(
  { query, context }: TenantReading,
  { productCode, decidedFrom, decidedUntil }: Period,
): Promise<number> {
  const [row] = await query<{ count: number }>(
    'count past decisions',
    `SELECT count(*)::int AS count FROM risk.decision WHERE ${ofProduct}`,
    [context.tenantId, context.environment, productCode, decidedFrom, decidedUntil],
  );
  return row?.count ?? 0;
}

/** A part of them in the order of their ids, which is that in which they were made. */
export async function readPastDecisions(
  { query, context }: TenantReading,
  { productCode, decidedFrom, decidedUntil }: Period,
  afterId: string,
  limit: number,
): Promise<PastDecisionRow[]> {
  return query<PastDecisionRow>(
    'read past decisions',
    `SELECT decision.id, application_id AS "applicationId", borrower_id AS "borrowerId", strategy_id AS "strategyId",
            pipeline_id AS "pipelineId", decided_at AS "decidedAt", attributes, values_used AS values, '[]'::jsonb AS trace,
            facts_sealed AS "factsSealed", categories, erased_at AS "erasedAt"
     FROM risk.decision WHERE ${ofProduct} AND decision.id > $6 ORDER BY decision.id LIMIT $7`,
    [context.tenantId, context.environment, productCode, decidedFrom, decidedUntil, afterId, limit],
  );
}
