import type { Instant } from '@fanxing/kernel';
import type { StrategyProblem } from '@fanxing/risk-strategy';
import type { TenantReading, TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';

export interface MonitoringRulesRow extends Record<string, unknown> {
  readonly id: string;
  readonly productCode: string;
  readonly version: number;
  readonly content: unknown;
  readonly fingerprint: string;
  readonly indicators: readonly string[];
  readonly warnings: readonly StrategyProblem[];
  readonly coolDownDays: number;
  readonly publishedAt: Instant;
}

type NewRules = Omit<MonitoringRulesRow, 'id' | 'version' | 'publishedAt'>;

const columns = `id, product_code AS "productCode", version, content, fingerprint, indicators, warnings, cool_down_days AS "coolDownDays",
  published_at AS "publishedAt"`;

/** Adds the next version of a product's rules; answers its id. */
export async function addMonitoringRules(
  { query, context }: TenantTransaction,
  rules: NewRules,
): Promise<string> {
  const id = newId('monitoringRules');
  await query(
    'add monitoring rules',
    `INSERT INTO risk.monitoring_rules (tenant_id, environment, id, product_code, version, content, fingerprint, indicators, warnings, cool_down_days)
     SELECT $1, $2, $3, $4, coalesce(max(version), 0) + 1, $5, $6, $7, $8, $9 FROM risk.monitoring_rules
     WHERE tenant_id = $1 AND environment = $2 AND product_code = $4`,
    [
      context.tenantId,
      context.environment,
      id,
      rules.productCode,
      JSON.stringify(rules.content),
      rules.fingerprint,
      rules.indicators,
      JSON.stringify(rules.warnings),
      rules.coolDownDays,
    ],
  );
  return id;
}

/** Rules by their ids, in no order. */
export async function findMonitoringRules(
  { query, context }: TenantReading,
  ids: readonly string[],
): Promise<MonitoringRulesRow[]> {
  return query<MonitoringRulesRow>(
    'find monitoring rules',
    `SELECT ${columns} FROM risk.monitoring_rules WHERE tenant_id = $1 AND environment = $2 AND id = ANY ($3)`,
    [context.tenantId, context.environment, ids],
  );
}

/** The ids of the rules in force, by the code of their product. */
export async function rulesInForce({ query, context }: TenantReading): Promise<ReadonlyMap<string, string>> {
  const rows = await query<{ id: string; productCode: string }>(
    'read monitoring rules in force',
    `SELECT DISTINCT ON (product_code) id, product_code AS "productCode" FROM risk.monitoring_rules
     WHERE tenant_id = $1 AND environment = $2 ORDER BY product_code, version DESC`,
    [context.tenantId, context.environment],
  );
  return new Map(rows.map(({ id, productCode }) => [productCode, id]));
}
