import {
  parseRate,
  type BusinessDate,
  type CurrencyCode,
  type Instant,
  type Rounding,
} from '@fanxing/kernel';
import type { Loan, LoanStatus } from '@fanxing/lending-domain';
import type { EntryLines } from '@fanxing/ledger-store';
import type { Page, ServiceDatabase, TenantTransaction } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';

export interface LoanRow extends Record<string, unknown> {
  readonly id: string;
  readonly creditLineId: string;
  readonly borrowerId: string;
  readonly borrowerReference: string;
  readonly status: LoanStatus;
  readonly principalMinor: string;
  readonly outstandingMinor: string;
  readonly accruedUnits: string;
  readonly accruedMinor: string;
  readonly interestPaidMinor: string;
  readonly accrualFrom: BusinessDate;
  readonly dailyRate: string;
  readonly currency: CurrencyCode;
  readonly rounding: Rounding;
  readonly drawnOn: BusinessDate;
  readonly termDays: number;
  readonly dueOn: BusinessDate;
  readonly version: number;
  readonly requestedAt: Instant;
  readonly disbursedAt: Instant | null;
  readonly failure: string | null;
  readonly businessDate: BusinessDate;
}

const selectLoan = `
  SELECT loan.id, loan.credit_line_id AS "creditLineId", loan.borrower_id AS "borrowerId", borrower.reference AS "borrowerReference",
         loan.status, loan.principal_minor::text AS "principalMinor", loan.outstanding_minor::text AS "outstandingMinor",
         loan.accrued_units::text AS "accruedUnits", loan.accrued_minor::text AS "accruedMinor",
         loan.interest_paid_minor::text AS "interestPaidMinor", loan.accrual_from AS "accrualFrom", loan.daily_rate::text AS "dailyRate",
         loan.currency, loan.rounding, loan.drawn_on AS "drawnOn", loan.term_days AS "termDays", loan.due_on AS "dueOn", loan.version,
         loan.requested_at AS "requestedAt", loan.disbursed_at AS "disbursedAt", loan.failure, book.business_date AS "businessDate"
  FROM lending.loan
  JOIN lending.borrower ON borrower.tenant_id = loan.tenant_id AND borrower.environment = loan.environment AND borrower.id = loan.borrower_id
  JOIN lending.book ON book.tenant_id = loan.tenant_id AND book.environment = loan.environment
  WHERE loan.tenant_id = $1 AND loan.environment = $2`;

export async function findLoan(
  { query, context }: TenantTransaction,
  id: string,
): Promise<LoanRow | undefined> {
  const [row] = await query<LoanRow>('find loan', `${selectLoan} AND loan.id = $3`, [
    context.tenantId,
    context.environment,
    id,
  ]);
  return row;
}

export async function readLoansOfLine(
  { query, context }: TenantTransaction,
  creditLineId: string,
): Promise<LoanRow[]> {
  return query<LoanRow>(
    'read loans of line',
    `${selectLoan} AND loan.credit_line_id = $3 ORDER BY loan.id LIMIT 100`,
    [context.tenantId, context.environment, creditLineId],
  );
}

export async function readLoans(
  { query, context }: TenantTransaction,
  page: Page,
  filter: { status: string | null; borrowerId: string | null },
): Promise<LoanRow[]> {
  return query<LoanRow>(
    'read loans',
    `${selectLoan} AND ($3::text IS NULL OR loan.status = $3) AND ($4::text IS NULL OR loan.borrower_id = $4)
       AND ($5::text IS NULL OR loan.id > $5) AND ($6::text IS NULL OR loan.id < $6)
     ORDER BY loan.id ${page.forward ? 'ASC' : 'DESC'} LIMIT $7`,
    [
      context.tenantId,
      context.environment,
      filter.status,
      filter.borrowerId,
      page.afterId,
      page.beforeId,
      page.limit,
    ],
  );
}

/** Loans with the borrower that have a day before `to` to accrue, a part at a time. */
export async function readLoansToClose(
  { query, context }: TenantTransaction,
  to: BusinessDate,
  limit: number,
): Promise<LoanRow[]> {
  return query<LoanRow>(
    'read loans to close',
    `${selectLoan} AND loan.status IN ('ACTIVE', 'OVERDUE') AND loan.accrual_from < $3 ORDER BY loan.accrual_from, loan.id LIMIT $4`,
    [context.tenantId, context.environment, to, limit],
  );
}

/** The domain's loan of a row. */
export function loanOf(row: LoanRow): Loan {
  return {
    status: row.status,
    currency: row.currency,
    principalMinor: BigInt(row.principalMinor),
    outstandingMinor: BigInt(row.outstandingMinor),
    dailyRate: parseRate(row.dailyRate),
    rounding: row.rounding,
    accruedUnits: BigInt(row.accruedUnits),
    accruedMinor: BigInt(row.accruedMinor),
    interestPaidMinor: BigInt(row.interestPaidMinor),
    accrualFrom: row.accrualFrom,
    drawnOn: row.drawnOn,
    termDays: row.termDays,
    dueOn: row.dueOn,
  };
}

/** A loan's new state, as `lending.write_loans` takes it, tied to the version that it was computed from. */
export function writtenLoan({ id, version }: LoanRow, loan: Loan): Record<string, unknown> {
  return {
    id,
    version,
    status: loan.status,
    outstandingMinor: loan.outstandingMinor.toString(),
    accruedUnits: loan.accruedUnits.toString(),
    accruedMinor: loan.accruedMinor.toString(),
    interestPaidMinor: loan.interestPaidMinor.toString(),
    accrualFrom: loan.accrualFrom,
  };
}

export interface ReservedDrawdown {
  readonly key: string;
  readonly requestHash: string;
  readonly actor: string;
  readonly creditLineId: string;
  readonly loanId: string;
  readonly entryId: string;
  readonly loan: Loan;
  readonly lines: EntryLines;
}

/** Reserves a drawdown in one call; answers the loan's id, and whether the same key had made it before. */
export async function reserveDrawdown(
  database: ServiceDatabase,
  context: TenantContext,
  given: ReservedDrawdown,
): Promise<{ loanId: string; repeated: boolean }> {
  const { loan } = given;
  const [row] = await database.call<{ loan_id: string; repeated: boolean }>(context, 'lending.draw_down', [
    given.key,
    given.requestHash,
    given.actor,
    given.creditLineId,
    given.loanId,
    given.entryId,
    loan.principalMinor.toString(),
    loan.rounding,
    loan.drawnOn,
    loan.termDays,
    loan.dueOn,
    given.lines.codes,
    given.lines.sides,
  ]);
  if (!row) throw new Error('a reserved drawdown was not returned');
  return { loanId: row.loan_id, repeated: row.repeated };
}

export interface SettledDisbursement {
  readonly actor: string;
  readonly loanId: string;
  readonly paid: boolean;
  readonly failure: string | null;
  readonly on: BusinessDate;
  readonly dueOn: BusinessDate;
  readonly eventId: string;
  readonly amount: string;
}

/** Settles a disbursement in one call; answers the loan's status, also when somebody else has settled it. */
export async function settleDisbursed(
  database: ServiceDatabase,
  context: TenantContext,
  given: SettledDisbursement,
): Promise<LoanStatus> {
  const [row] = await database.call<{ status: LoanStatus }>(context, 'lending.settle_disbursement', [
    given.actor,
    given.loanId,
    given.paid,
    given.failure,
    given.on,
    given.dueOn,
    given.eventId,
    given.amount,
  ]);
  if (!row) throw new Error('a settled loan was not returned');
  return row.status;
}
