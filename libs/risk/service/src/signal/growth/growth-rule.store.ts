import { parseCurrency, parseMinor, type Instant } from '@fanxing/kernel';
import type { GrowthRuleInput } from '@fanxing/risk-growth';
import type { TenantReading, TenantTransaction } from '@fanxing/runtime/database';

/** Adds a rule as a product's next version, and answers which one that is. */
export async function addGrowthRule(
  { query, context }: TenantTransaction,
  productCode: string,
  content: GrowthRuleInput,
): Promise<number> {
  await query('take turns to set growth rules', 'SELECT pg_advisory_xact_lock(hashtextextended($1, 1902))', [
    `${context.tenantId}/${context.environment}`,
  ]);
  const [row] = await query<{ version: number }>(
    'add growth rule',
    `INSERT INTO risk.growth_rule (tenant_id, environment, product_code, version, content)
     SELECT $1, $2, $3, 1 + coalesce(max(version), 0), $4 FROM risk.growth_rule
     WHERE tenant_id = $1 AND environment = $2 AND product_code = $3 RETURNING version`,
    [context.tenantId, context.environment, productCode, JSON.stringify(content)],
  );
  if (!row) throw new Error('a growth rule was not added');
  return row.version;
}

/** The rule of a product that was in force at a moment, as it was written; undefined where there was none. */
export async function growthRuleOf(
  { query, context }: TenantReading,
  productCode: string,
  knownUntil: Instant | null,
): Promise<GrowthRuleInput | undefined> {
  const [row] = await query<{ content: GrowthRuleInput }>(
    'growth rule in force',
    `SELECT content FROM risk.growth_rule
     WHERE tenant_id = $1 AND environment = $2 AND product_code = $3 AND set_at <= coalesce($4::timestamptz, 'infinity')
     ORDER BY version DESC LIMIT 1`,
    [context.tenantId, context.environment, productCode, knownUntil],
  );
  return row?.content;
}

/** A borrower's latest approval for a product: the limit that it began with, in minor units of `currency`, and when. */
export async function latestApproval(
  { query, context }: TenantReading,
  asked: {
    readonly borrowerId: string;
    readonly productCode: string;
    readonly currency: string;
    readonly asOf: Instant;
    readonly knownUntil: Instant | null;
  },
): Promise<{ readonly limitMinor: bigint; readonly asOf: Instant } | undefined> {
  const [row] = await query<{ limit: string; as_of: Instant }>(
    'latest approval',
    `SELECT decision.answer ->> 'limit' AS limit, decision.as_of
     FROM risk.decision
     JOIN risk.strategy ON strategy.tenant_id = $1 AND strategy.environment = $2 AND strategy.id = decision.strategy_id
     WHERE decision.tenant_id = $1 AND decision.environment = $2 AND decision.borrower_id = $3 AND strategy.product_code = $4
       AND decision.answer ->> 'outcome' = 'APPROVE' AND decision.unusable_since IS NULL
       AND decision.as_of <= $5 AND decision.decided_at <= coalesce($6::timestamptz, 'infinity')
     ORDER BY decision.as_of DESC LIMIT 1`,
    [
      context.tenantId,
      context.environment,
      asked.borrowerId,
      asked.productCode,
      asked.asOf,
      asked.knownUntil,
    ],
  );
  return row && { limitMinor: parseMinor(row.limit, parseCurrency(asked.currency)), asOf: row.as_of };
}
