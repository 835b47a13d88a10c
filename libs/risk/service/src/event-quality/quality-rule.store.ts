import type { Instant } from '@fanxing/kernel';
import type { QualityRule } from '@fanxing/risk-events';
import type { TenantReading, TenantTransaction } from '@fanxing/runtime/database';

/** Puts these rules in the place of those that a source had. */
export async function putRules(
  { query, context }: TenantTransaction,
  source: string,
  rules: readonly QualityRule[],
  at: Instant,
): Promise<void> {
  await query(
    'put quality rules',
    `INSERT INTO risk.quality_rule (tenant_id, environment, source, rules, declared_by, declared_at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (tenant_id, environment, source)
     DO UPDATE SET rules = excluded.rules, declared_by = excluded.declared_by, declared_at = excluded.declared_at`,
    [context.tenantId, context.environment, source, JSON.stringify(rules), context.actor.id, at],
  );
}

export async function rulesOf(
  { query, context }: TenantReading,
  source: string,
): Promise<readonly QualityRule[]> {
  const [row] = await query<{ rules: readonly QualityRule[] }>(
    'quality rules of a source',
    'SELECT rules FROM risk.quality_rule WHERE tenant_id = $1 AND environment = $2 AND source = $3',
    [context.tenantId, context.environment, source],
  );
  return row?.rules ?? [];
}
