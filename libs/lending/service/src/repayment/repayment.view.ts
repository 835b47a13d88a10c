import type { BusinessDate, Instant } from '@fanxing/kernel';
import type { MoneyView } from '../application/application.view.js';
import { moneyIn } from '../loan/loan.view.js';
import type { RepaymentRow } from './repayment.store.js';

/** A repayment as the API shows it; the loan is resolved by its id. */
export interface RepaymentView {
  readonly id: string;
  readonly loanId: string;
  readonly amount: MoneyView;
  readonly interest: MoneyView;
  readonly principal: MoneyView;
  readonly bookedOn: BusinessDate;
  readonly receivedAt: Instant;
}

export function repaymentView(row: RepaymentRow): RepaymentView {
  const money = moneyIn(row.currency);
  return {
    id: row.id,
    loanId: row.loanId,
    amount: money(BigInt(row.amountMinor)),
    interest: money(BigInt(row.interestMinor)),
    principal: money(BigInt(row.principalMinor)),
    bookedOn: row.bookedOn,
    receivedAt: row.receivedAt,
  };
}
