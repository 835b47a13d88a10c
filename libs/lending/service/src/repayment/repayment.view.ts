import type { BusinessDate, Instant } from '@fanxing/kernel';
import type { MoneyView } from '../application/application.view.js';
import { moneyIn } from '../loan/schedule.view.js';
import type { RepaymentRow } from './repayment.store.js';

/** A repayment as the API shows it; the loan is resolved by its id. */
export interface RepaymentView {
  readonly id: string;
  readonly loanId: string;
  readonly amount: MoneyView;
  readonly interest: MoneyView;
  readonly principal: MoneyView;
  readonly fee: MoneyView;
  readonly penalty: MoneyView;
  readonly overpaid: MoneyView;
  readonly reversed: boolean;
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
    fee: money(BigInt(row.feeMinor)),
    penalty: money(BigInt(row.penaltyMinor)),
    overpaid: money(BigInt(row.creditMinor)),
    reversed: row.reversalId !== null,
    bookedOn: row.bookedOn,
    receivedAt: row.receivedAt,
  };
}
