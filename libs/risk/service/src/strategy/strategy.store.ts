import type { Instant } from '@fanxing/kernel';
import type { StrategyProblem } from '@fanxing/risk-strategy';
import type { TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';

export interface StrategyRow extends Record<string, unknown> {
  readonly id: string;
  readonly productCode: string;
  readonly version: number;
  readonly modelId: string;
  readonly content: unknown;
  readonly fingerprint: string;
  readonly publishedAt: Instant;
  /** Those that it reads beside its model's. */
  readonly indicators: readonly string[];
  /** What its review warned of; null where it was published before strategies were reviewed. */
  readonly warnings: readonly StrategyProblem[] | null;
}

type NewStrategy = Pick<
  StrategyRow,
  'productCode' | 'modelId' | 'content' | 'fingerprint' | 'indicators' | 'warnings'
>;

/** Adds the next version of a product's strategy; answers its id. */
export async function addStrategy(
  { query, context }: TenantTransaction,
  strategy: NewStrategy,
): Promise<string> {
  const id = newId('strategy');
  await query(
    'add strategy',
    `INSERT INTO risk.strategy (tenant_id, environment, id, product_code, version, model_id, content, fingerprint, warnings, indicators)
     SELECT $1, $2, $3, $4, coalesce(max(version), 0) + 1, $5, $6, $7, $8, $9 FROM risk.strategy
     WHERE tenant_id = $1 AND environment = $2 AND product_code = $4`,
    [
      context.tenantId,
      context.environment,
      id,
      strategy.productCode,
      strategy.modelId,
      JSON.stringify(strategy.content),
      strategy.fingerprint,
      JSON.stringify(strategy.warnings),
      strategy.indicators,
    ],
  );
  return id;
}

/** The id of the strategy that decides for a product now, if there is one. */
export async function strategyInForce(
  { query, context }: TenantTransaction,
  productCode: string,
): Promise<string | undefined> {
  const [row] = await query<{ id: string }>(
    'find the strategy in force',
    `SELECT id FROM risk.strategy WHERE tenant_id = $1 AND environment = $2 AND product_code = $3 ORDER BY version DESC LIMIT 1`,
    [context.tenantId, context.environment, productCode],
  );
  return row?.id;
}

/** Strategies by their ids, in no order. */
export async function findStrategies(
  { query, context }: TenantTransaction,
  ids: readonly string[],
): Promise<StrategyRow[]> {
  return query<StrategyRow>(
    'find strategies',
    `SELECT id, product_code AS "productCode", version, model_id AS "modelId", content, fingerprint, published_at AS "publishedAt",
            warnings, indicators
     FROM risk.strategy WHERE tenant_id = $1 AND environment = $2 AND id = ANY ($3)`,
    [context.tenantId, context.environment, ids],
  );
}
