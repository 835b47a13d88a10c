import type { CurrencyCode } from '@fanxing/kernel';
import type { TenantReading } from '@fanxing/runtime/database';

/** What the loans say, for the comparison with the books: lending's own tables only. */

/** Loans whose money has moved and that still stand in the books' principal. */
const standing = `status IN ('ACTIVE', 'OVERDUE', 'CLOSED')`;

/** Interest that is owed and stands in the books: what is no income any more does not. */
const bookedInterest = `CASE WHEN non_accrual THEN 0 ELSE accrued_minor - interest_paid_minor - capitalised_minor END`;

/** Fees and penalties that are owed and stand in the books. */
const inBooks = `CASE WHEN non_accrual OR status = 'WRITTEN_OFF' THEN 0 ELSE 1 END`;

export interface LoanTotals extends Record<string, unknown> {
  readonly currency: CurrencyCode;
  readonly principalMinor: string;
  readonly interestMinor: string;
  readonly feeMinor: string;
  readonly penaltyMinor: string;
  /** A credit, like what borrowers paid too much. */
  readonly allowanceMinor: string;
  readonly overpaidMinor: string;
}

export async function readLoanTotals({ query, context }: TenantReading): Promise<LoanTotals[]> {
  return query<LoanTotals>(
    'read loan totals',
    `SELECT currency, coalesce(sum(outstanding_minor) FILTER (WHERE ${standing}), 0)::text AS "principalMinor",
            coalesce(sum(${bookedInterest}) FILTER (WHERE ${standing}), 0)::text AS "interestMinor",
            sum((fee_minor - fee_paid_minor) * ${inBooks})::text AS "feeMinor",
            sum((penalty_minor - penalty_paid_minor) * ${inBooks})::text AS "penaltyMinor",
            sum(-provision_minor)::text AS "allowanceMinor", sum(-credit_minor)::text AS "overpaidMinor"
     FROM lending.loan WHERE tenant_id = $1 AND environment = $2 AND status NOT IN ('PENDING', 'DISBURSING', 'FAILED')
     GROUP BY currency ORDER BY currency`,
    [context.tenantId, context.environment],
  );
}

export interface SubLedgerRow extends Record<string, unknown> {
  readonly id: string;
  readonly entryId: string;
  readonly currency: CurrencyCode;
  readonly amountMinor: string;
  /** How the entry must stand: `pending`, `posted` or `voided`. */
  readonly entryStatus: string;
}

/** Loans by id, with the amount and state that their drawdown's entry must have. */
export async function readLoanRows(
  { query, context }: TenantReading,
  afterId: string,
  limit: number,
): Promise<SubLedgerRow[]> {
  return query<SubLedgerRow>(
    'read loan rows',
    `SELECT id, entry_id AS "entryId", currency, principal_minor::text AS "amountMinor",
            CASE status WHEN 'DISBURSING' THEN 'pending' WHEN 'FAILED' THEN 'voided' ELSE 'posted' END AS "entryStatus"
     FROM lending.loan WHERE tenant_id = $1 AND environment = $2 AND id > $3 AND status <> 'PENDING' ORDER BY id LIMIT $4`,
    [context.tenantId, context.environment, afterId, limit],
  );
}

export async function readRepaymentRows(
  { query, context }: TenantReading,
  afterId: string,
  limit: number,
): Promise<SubLedgerRow[]> {
  return query<SubLedgerRow>(
    'read repayment rows',
    `SELECT id, entry_id AS "entryId", currency, amount_minor::text AS "amountMinor", 'posted' AS "entryStatus"
     FROM lending.repayment WHERE tenant_id = $1 AND environment = $2 AND id > $3 ORDER BY id LIMIT $4`,
    [context.tenantId, context.environment, afterId, limit],
  );
}

/** The interest of all loans by the entry that books it. */
export async function readAccrualSums({
  query,
  context,
}: TenantReading): Promise<{ entryId: string; amountMinor: string }[]> {
  return query(
    'read accrual sums',
    `SELECT entry_id AS "entryId", sum(amount_minor)::text AS "amountMinor" FROM lending.accrual
     WHERE tenant_id = $1 AND environment = $2 GROUP BY entry_id ORDER BY entry_id`,
    [context.tenantId, context.environment],
  );
}

/** Which of these loans and repayments there are. */
export async function readKnownCauses(
  { query, context }: TenantReading,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await query<{ id: string }>(
    'read known causes',
    `SELECT id FROM lending.loan WHERE tenant_id = $1 AND environment = $2 AND id = ANY ($3)
     UNION ALL SELECT id FROM lending.repayment WHERE tenant_id = $1 AND environment = $2 AND id = ANY ($3)
     UNION ALL SELECT id FROM lending.loan_event WHERE tenant_id = $1 AND environment = $2 AND id = ANY ($3)
     UNION ALL SELECT entry_id FROM lending.movement WHERE tenant_id = $1 AND environment = $2 AND entry_id = ANY ($3)`,
    [context.tenantId, context.environment, ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Lines whose use is not the sum of what is outstanding on their loans, money under way counted; the first few. */
export async function readWrongLines({
  query,
  context,
}: TenantReading): Promise<
  { id: string; currency: CurrencyCode; usedMinor: string; outstandingMinor: string }[]
> {
  return query(
    'read wrong lines',
    `SELECT line.id, line.currency, line.used_minor::text AS "usedMinor", coalesce(sum(loan.outstanding_minor), 0)::text AS "outstandingMinor"
     FROM lending.credit_line AS line LEFT JOIN lending.loan ON loan.tenant_id = line.tenant_id AND loan.environment = line.environment
       AND loan.credit_line_id = line.id AND loan.status IN ('PENDING', 'DISBURSING', 'ACTIVE', 'OVERDUE', 'CLOSED', 'WRITTEN_OFF')
     WHERE line.tenant_id = $1 AND line.environment = $2
     GROUP BY line.id, line.currency, line.used_minor HAVING line.used_minor <> coalesce(sum(loan.outstanding_minor), 0)
     ORDER BY line.id LIMIT 1000`,
    [context.tenantId, context.environment],
  );
}
