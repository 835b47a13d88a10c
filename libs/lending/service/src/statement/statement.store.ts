import type { BusinessDate, CurrencyCode } from '@fanxing/kernel';
import type { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';

export interface StatementRow extends Record<string, unknown> {
  readonly booked_on: BusinessDate;
  readonly kind: string;
  readonly entry_id: string;
  readonly paid_minor: string;
  readonly principal_minor: string;
  readonly interest_minor: string;
  readonly fee_minor: string;
  readonly penalty_minor: string;
  readonly outstanding_minor: string;
}

/** A line of a statement over several loans. */
export interface LoanStatementRow extends StatementRow {
  readonly loan_id: string;
  readonly currency: CurrencyCode;
}

export interface StatementPeriod {
  readonly from: BusinessDate | null;
  readonly to: BusinessDate | null;
}

const linesMax = 4_000;

/** A loan's entries between two days, both included, oldest first. */
export function readStatement(
  database: ServiceDatabase,
  context: TenantContext,
  loanId: string,
  { from, to }: StatementPeriod,
): Promise<StatementRow[]> {
  return database.call<StatementRow>(context, 'lending.loan_statement', [loanId, from, to, linesMax]);
}

/** The entries of all loans of a line, or of a borrower, between two days, oldest first. */
export function readLoansStatement(
  database: ServiceDatabase,
  context: TenantContext,
  of: { readonly creditLineId: string | null; readonly borrowerId: string | null },
  { from, to }: StatementPeriod,
): Promise<LoanStatementRow[]> {
  return database.call<LoanStatementRow>(context, 'lending.loans_statement', [
    of.creditLineId,
    of.borrowerId,
    from,
    to,
    linesMax,
  ]);
}
