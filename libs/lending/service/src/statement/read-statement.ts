import { Injectable } from '@nestjs/common';
import { Fault, parseBusinessDate, parseId } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { findBorrowersById } from '../borrower/borrower.store.js';
import { BusinessDates } from '../day/business-date.js';
import { findCreditLine } from '../line/credit-line.store.js';
import { findLoan } from '../loan/loan.store.js';
import {
  readLoansStatement,
  readStatement,
  type LoanStatementRow,
  type StatementPeriod,
} from './statement.store.js';
import { statementLine, type StatementView } from './statement.view.js';

/** Days as a caller names them; left out: from the beginning, up to now. */
export interface GivenPeriod {
  readonly from?: string | null;
  readonly to?: string | null;
}

/** Reads what happened to the loans of the caller's tenant: to one, to those of a line, or to all of a borrower. */
@Injectable()
export class ReadStatement {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly businessDates: BusinessDates,
  ) {}

  async ofLoan(context: TenantContext, loanId: string, given: GivenPeriod): Promise<StatementView> {
    mustBeAllowedTo(context, 'loan:read');
    const id = parseId('loan', loanId, 'loanId');
    const loan = await findLoan(this.database, context, id);
    if (!loan) throw new Fault('NOT_FOUND', { what: 'loan', id: loanId }, 'loanId');
    const period = periodOf(given);
    const rows = await readStatement(this.database, context, id, period);
    const lines = rows.map((row) => statementLine(row, id, loan.currency));
    return { subject: { kind: 'loan', id }, ...period, asOf: loan.businessDate, lines };
  }

  async ofCreditLine(
    context: TenantContext,
    creditLineId: string,
    given: GivenPeriod,
  ): Promise<StatementView> {
    mustBeAllowedTo(context, 'loan:read');
    const id = parseId('creditLine', creditLineId, 'creditLineId');
    const line = await findCreditLine(this.database, context, id);
    if (!line) throw new Fault('NOT_FOUND', { what: 'credit line', id: creditLineId }, 'creditLineId');
    const period = periodOf(given);
    const of = { creditLineId: id, borrowerId: null };
    const lines = linesOf(await readLoansStatement(this.database, context, of, period));
    return { subject: { kind: 'creditLine', id }, ...period, asOf: line.businessDate, lines };
  }

  /** All that a borrower has with the tenant, also when nothing but that is left of the person. Fails with NOT_FOUND. */
  async ofBorrower(context: TenantContext, borrowerId: string, given: GivenPeriod): Promise<StatementView> {
    mustBeAllowedTo(context, 'loan:read');
    mustBeAllowedTo(context, 'borrower:read');
    const id = parseId('borrower', borrowerId, 'borrowerId');
    const period = periodOf(given);
    const of = { creditLineId: null, borrowerId: id };
    const [rows, asOf, [borrower]] = await Promise.all([
      readLoansStatement(this.database, context, of, period),
      this.businessDates.current(context),
      findBorrowersById(this.database, context, [id]),
    ]);
    if (!borrower && rows.length === 0)
      throw new Fault('NOT_FOUND', { what: 'borrower', id: borrowerId }, 'borrowerId');
    return { subject: { kind: 'borrower', id }, ...period, asOf, lines: linesOf(rows) };
  }
}

/** Fails with DATE_MALFORMED, or with INPUT_INVALID for a period that ends before it begins. */
function periodOf({ from, to }: GivenPeriod): StatementPeriod {
  const period = {
    from: from ? parseBusinessDate(from, 'from') : null,
    to: to ? parseBusinessDate(to, 'to') : null,
  };
  if (period.from && period.to && period.to < period.from)
    throw new Fault('INPUT_INVALID', { problem: 'the period ends before it begins' }, 'to');
  return period;
}

function linesOf(rows: readonly LoanStatementRow[]) {
  return rows.map((row) => statementLine(row, row.loan_id, row.currency));
}
