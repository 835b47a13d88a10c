import type { BusinessDate } from '@fanxing/kernel';
import type { TenantTransaction } from '@fanxing/runtime/database';
import type { LoanRow } from '../loan/loan.store.js';

/** A loan of which something may be taken by itself, with the mandate, and the try before where there was one. */
export interface DueRow extends LoanRow {
  readonly mandateId: string;
  readonly previousId: string | null;
  readonly tryNumber: number;
}

/** What holds for every automatic collection: the product says so, there is a mandate, nothing is under way, no promise runs. */
const collectable = `
  JOIN lending.mandate ON mandate.tenant_id = loan.tenant_id AND mandate.environment = loan.environment AND mandate.borrower_id = loan."borrowerId"
    AND mandate.status = 'ACTIVE' AND mandate.account IS NOT NULL AND (mandate.valid_until IS NULL OR mandate.valid_until >= $3)
  JOIN lending.credit_line AS line ON line.tenant_id = loan.tenant_id AND line.environment = loan.environment AND line.id = loan."creditLineId"
  JOIN LATERAL (
    SELECT policy.automatic FROM lending.collection_policy AS policy
    WHERE policy.tenant_id = loan.tenant_id AND policy.environment = loan.environment AND policy.product_id IN ('', line.product_id)
    ORDER BY policy.product_id DESC LIMIT 1) AS said ON said.automatic
  WHERE loan.tenant_id = $1 AND loan.environment = $2 AND loan.status IN ('ACTIVE', 'OVERDUE')
    AND NOT EXISTS (SELECT FROM lending.collection AS other WHERE other.tenant_id = $1 AND other.environment = $2 AND other.loan_id = loan.id
                      AND (other.status IN ('PENDING', 'SENT', 'UNKNOWN') OR other.kind = 'AUTOMATIC' AND other.asked_on = $3))
    AND NOT EXISTS (SELECT FROM lending.promise_to_pay AS promise WHERE promise.tenant_id = $1 AND promise.environment = $2
                      AND promise.loan_id = loan.id AND promise.status = 'OPEN')`;

/** Loans of which something falls due on a day, a part at a time in the order of their ids. */
export async function readLoansDueOn(
  { query, context }: TenantTransaction,
  day: BusinessDate,
  afterId: string,
  limit: number,
): Promise<DueRow[]> {
  return query<DueRow>(
    'read loans due on a day',
    `SELECT loan.*, mandate.id AS "mandateId", NULL::text AS "previousId", 1 AS "tryNumber"
     FROM lending.shown_loan AS loan ${collectable}
       AND (loan."dueOn" = $3 OR EXISTS (
         SELECT FROM lending.instalment AS i WHERE i.tenant_id = $1 AND i.environment = $2 AND i.loan_id = loan.id AND i.due_on = $3 AND NOT i.dropped))
       AND loan.id > $4 ORDER BY loan.id LIMIT $5`,
    [context.tenantId, context.environment, day, afterId, limit],
  );
}

/** Loans of which the last try has failed and the next is due. */
export async function readLoansToTryAgain(
  { query, context }: TenantTransaction,
  day: BusinessDate,
  afterId: string,
  limit: number,
): Promise<DueRow[]> {
  return query<DueRow>(
    'read loans to try again',
    `SELECT loan.*, mandate.id AS "mandateId", failed.id AS "previousId", failed.try_number + 1 AS "tryNumber"
     FROM lending.shown_loan AS loan
     JOIN lending.collection AS failed ON failed.tenant_id = loan.tenant_id AND failed.environment = loan.environment AND failed.loan_id = loan.id
       AND failed.retry_on <= $3 AND NOT EXISTS (
         SELECT FROM lending.collection AS next WHERE next.tenant_id = $1 AND next.environment = $2 AND next.previous_id = failed.id)
     ${collectable} AND failed.id > $4 ORDER BY failed.id LIMIT $5`,
    [context.tenantId, context.environment, day, afterId, limit],
  );
}

/** Nothing is due any more: there is no further try. */
export async function dropRetry({ query, context }: TenantTransaction, id: string): Promise<void> {
  await query(
    'drop further try',
    'UPDATE lending.collection SET retry_on = NULL WHERE tenant_id = $1 AND environment = $2 AND id = $3',
    [context.tenantId, context.environment, id],
  );
}

/** Lets the tenant's sweep come due at once. */
export async function sweepNow({ query, context }: TenantTransaction): Promise<void> {
  await query('sweep now', 'SELECT lending.sweep_later($1, $2, 0)', [context.tenantId, context.environment]);
}
