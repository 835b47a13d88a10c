import type { CollectionRules } from '@fanxing/lending-domain';
import type { TenantTransaction } from '@fanxing/runtime/database';

/** What a product says of collecting; the one of all other products has no product. */
export interface PolicyRow extends CollectionRules, Record<string, unknown> {
  readonly productId: string | null;
  readonly caseFromBucket: string | null;
}

const selectPolicy = `
  SELECT nullif(product_id, '') AS "productId", automatic, retry_after_days AS "retryAfterDays", case_from_bucket AS "caseFromBucket"
  FROM lending.collection_policy AS policy WHERE policy.tenant_id = $1 AND policy.environment = $2`;

export async function writePolicy(
  { query, context }: TenantTransaction,
  { productId, automatic, retryAfterDays, caseFromBucket }: PolicyRow,
): Promise<void> {
  await query(
    'set collection policy',
    `INSERT INTO lending.collection_policy (tenant_id, environment, product_id, automatic, retry_after_days, case_from_bucket)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (tenant_id, environment, product_id) DO UPDATE
     SET automatic = $4, retry_after_days = $5, case_from_bucket = $6, set_at = clock_timestamp()`,
    [context.tenantId, context.environment, productId ?? '', automatic, retryAfterDays, caseFromBucket],
  );
}

export async function readPolicies({ query, context }: TenantTransaction): Promise<PolicyRow[]> {
  return query<PolicyRow>('read collection policies', `${selectPolicy} ORDER BY product_id LIMIT 1000`, [
    context.tenantId,
    context.environment,
  ]);
}

/** What is said of one loan: by its own product, else by the one for all others; undefined where nothing is. */
export async function policyOfLoan(
  { query, context }: TenantTransaction,
  loanId: string,
): Promise<PolicyRow | undefined> {
  const [row] = await query<PolicyRow>(
    'find collection policy',
    `${selectPolicy} AND policy.product_id IN ('', (
       SELECT line.product_id FROM lending.loan JOIN lending.credit_line AS line ON line.tenant_id = loan.tenant_id
         AND line.environment = loan.environment AND line.id = loan.credit_line_id
       WHERE loan.tenant_id = $1 AND loan.environment = $2 AND loan.id = $3))
     ORDER BY policy.product_id DESC LIMIT 1`,
    [context.tenantId, context.environment, loanId],
  );
  return row;
}
