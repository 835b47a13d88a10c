import { Injectable } from '@nestjs/common';
import { Fault, parseBusinessDate, parseId } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { findLoan } from '../loan/loan.store.js';
import { readStatement } from './statement.store.js';
import { statementLine, type StatementView } from './statement.view.js';

/** Reads what happened to a loan of the caller's tenant. */
@Injectable()
export class ReadStatement {
  constructor(private readonly database: ServiceDatabase) {}

  async run(
    context: TenantContext,
    loanId: string,
    fromText?: string | null,
    toText?: string | null,
  ): Promise<StatementView> {
    mustBeAllowedTo(context, 'loan:read');
    const wanted = parseId('loan', loanId, 'loanId');
    const loan = await findLoan(this.database, context, wanted);
    if (!loan) throw new Fault('NOT_FOUND', { what: 'loan', id: loanId }, 'loanId');
    const from = fromText ? parseBusinessDate(fromText, 'from') : null;
    const to = toText ? parseBusinessDate(toText, 'to') : null;
    const rows = await readStatement(this.database, context, wanted, from, to);
    return { loanId: wanted, lines: rows.map((row) => statementLine(row, loan.currency)) };
  }
}
