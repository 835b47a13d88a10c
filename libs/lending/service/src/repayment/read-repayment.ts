import { Injectable } from '@nestjs/common';
import { daysBetween, Fault, parseBusinessDate, parseId, type BusinessDate } from '@fanxing/kernel';
import { dueBy, quotePayoffOf } from '@fanxing/lending-domain';
import {
  BatchedLists,
  BatchedReads,
  byId,
  parsePart,
  ServiceDatabase,
  type PartArguments,
} from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { MoneyView } from '../application/application.view.js';
import { findLoan } from '../loan/loan.store.js';
import { servicedOf } from '../loan/serviced-loan.store.js';
import { moneyIn } from '../loan/schedule.view.js';
import { readRepaymentsById, readRepaymentsOf, type RepaymentRow } from './repayment.store.js';
import { repaymentView, type RepaymentView } from './repayment.view.js';

export interface RepaymentQuoteView {
  readonly on: BusinessDate;
  readonly principal: MoneyView;
  readonly interest: MoneyView;
  readonly fee: MoneyView;
  readonly penalty: MoneyView;
  /** What has fallen due by then. */
  readonly due: MoneyView;
  readonly total: MoneyView;
}

const quotedDaysMax = 3_660;

/** Reads repayments of the caller's tenant, and what would close a loan today. */
@Injectable()
export class ReadRepayment {
  private readonly rows = new BatchedReads<RepaymentRow>(async (context, ids) =>
    byId(await this.database.transaction(context, (transaction) => readRepaymentsById(transaction, ids))),
  );
  private readonly rowsOfLoans = new BatchedLists<RepaymentRow>(
    (context, loanIds, part) =>
      this.database.transaction(context, (transaction) => readRepaymentsOf(transaction, loanIds, part)),
    ({ loanId }) => loanId,
  );

  constructor(private readonly database: ServiceDatabase) {}

  async byId(context: TenantContext, id: string): Promise<RepaymentView> {
    mustBeAllowedTo(context, 'loan:read');
    const row = await this.rows.of(context, id);
    if (!row) throw new Fault('NOT_FOUND', { what: 'repayment', id }, 'id');
    return repaymentView(row);
  }

  async ofLoan(context: TenantContext, loanId: string, part: PartArguments): Promise<RepaymentView[]> {
    mustBeAllowedTo(context, 'loan:read');
    const rows = await this.rowsOfLoans.of(context, loanId, parsePart(part));
    return rows.map(repaymentView);
  }

  /** What closes a loan on the books' present day or on a later one. */
  async quote(context: TenantContext, loanId: string, day?: string | null): Promise<RepaymentQuoteView> {
    mustBeAllowedTo(context, 'loan:read');
    const wanted = parseId('loan', loanId, 'loanId');
    const row = await findLoan(this.database, context, wanted);
    if (!row) throw new Fault('NOT_FOUND', { what: 'loan', id: loanId }, 'loanId');
    const on = day ? parseBusinessDate(day, 'on') : row.businessDate;
    if (on < row.businessDate)
      throw new Fault('BUSINESS_DATE_PASSED', { businessDate: row.businessDate }, 'on');
    if (daysBetween(row.businessDate, on) > quotedDaysMax)
      throw new Fault('INPUT_INVALID', { problem: `on must be within ${quotedDaysMax} days` }, 'on');
    const loan = servicedOf(row);
    const quote = quotePayoffOf(loan, on);
    const money = moneyIn(row.currency);
    return {
      on,
      principal: money(quote.principalMinor),
      interest: money(quote.interestMinor),
      fee: money(quote.feeMinor),
      penalty: money(quote.penaltyMinor),
      due: money(dueBy(loan, on)),
      total: money(quote.totalMinor),
    };
  }
}
