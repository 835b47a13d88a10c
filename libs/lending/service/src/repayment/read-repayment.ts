import { Injectable } from '@nestjs/common';
import { Fault, parseId, type BusinessDate } from '@fanxing/kernel';
import { quoteRepayment } from '@fanxing/lending-domain';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { MoneyView } from '../application/application.view.js';
import { findLoan, loanOf } from '../loan/loan.store.js';
import { moneyIn } from '../loan/loan.view.js';
import { findRepayment, readRepaymentsOf } from './repayment.store.js';
import { repaymentView, type RepaymentView } from './repayment.view.js';

export interface RepaymentQuoteView {
  readonly on: BusinessDate;
  readonly principal: MoneyView;
  readonly interest: MoneyView;
  readonly total: MoneyView;
}

/** Reads repayments of the caller's tenant, and what would close a loan today. */
@Injectable()
export class ReadRepayment {
  constructor(private readonly database: ServiceDatabase) {}

  async byId(context: TenantContext, id: string): Promise<RepaymentView> {
    mustBeAllowedTo(context, 'loan:read');
    const row = await this.database.transaction(context, (transaction) => findRepayment(transaction, id));
    if (!row) throw new Fault('NOT_FOUND', { what: 'repayment', id }, 'id');
    return repaymentView(row);
  }

  async ofLoan(context: TenantContext, loanId: string): Promise<RepaymentView[]> {
    mustBeAllowedTo(context, 'loan:read');
    const rows = await this.database.transaction(context, (transaction) =>
      readRepaymentsOf(transaction, loanId),
    );
    return rows.map(repaymentView);
  }

  async quote(context: TenantContext, loanId: string): Promise<RepaymentQuoteView> {
    mustBeAllowedTo(context, 'loan:read');
    const wanted = parseId('loan', loanId, 'loanId');
    const row = await findLoan(this.database, context, wanted);
    if (!row) throw new Fault('NOT_FOUND', { what: 'loan', id: loanId }, 'loanId');
    const quote = quoteRepayment(loanOf(row), row.businessDate);
    const money = moneyIn(row.currency);
    return {
      on: quote.on,
      principal: money(quote.principalMinor),
      interest: money(quote.interestMinor),
      total: money(quote.totalMinor),
    };
  }
}
