import type { CurrencyCode } from '@fanxing/kernel';
import type { TenantTransaction } from '@fanxing/runtime/database';

/** Sets how short of what was put into it the funding account may be; null lifts the limit. Fails with FUNDING_EXCEEDED. */
export async function setFundingLimit(
  { query, context }: TenantTransaction,
  currency: CurrencyCode,
  limitMinor: bigint | null,
): Promise<void> {
  await query('set funding limit', 'SELECT ledger.set_funding_limit($1, $2, $3, $4)', [
    context.tenantId,
    context.environment,
    currency,
    limitMinor?.toString() ?? null,
  ]);
}

export interface FundingLimitRow extends Record<string, unknown> {
  readonly currency: CurrencyCode;
  readonly limitMinor: string;
  /** What may still be paid out. */
  readonly availableMinor: string;
}

export async function readFundingLimits({ query, context }: TenantTransaction): Promise<FundingLimitRow[]> {
  return query<FundingLimitRow>(
    'read funding limits',
    `SELECT funding_limit.currency, limit_minor::text AS "limitMinor", (
       SELECT sum(available_minor)::text FROM ledger.funding_stripe AS stripe
       WHERE stripe.tenant_id = $1 AND stripe.environment = $2 AND stripe.currency = funding_limit.currency) AS "availableMinor"
     FROM ledger.funding_limit WHERE tenant_id = $1 AND environment = $2 ORDER BY currency`,
    [context.tenantId, context.environment],
  );
}
