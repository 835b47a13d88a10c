import type { BusinessDate, CurrencyCode } from '@fanxing/kernel';
import type { MoneyView } from '../application/application.view.js';
import { moneyIn } from '../loan/schedule.view.js';
import type { StatementRow } from './statement.store.js';

export interface StatementView {
  readonly loanId: string;
  readonly lines: readonly StatementLineView[];
}

export interface StatementLineView {
  readonly on: BusinessDate;
  readonly kind: string;
  readonly entryId: string;
  readonly paid: MoneyView;
  readonly principal: MoneyView;
  readonly interest: MoneyView;
  readonly fee: MoneyView;
  readonly penalty: MoneyView;
  readonly outstanding: MoneyView;
}

export function statementLine(row: StatementRow, currency: CurrencyCode): StatementLineView {
  const money = moneyIn(currency);
  return {
    on: row.booked_on,
    kind: row.kind,
    entryId: row.entry_id,
    paid: money(BigInt(row.paid_minor)),
    principal: money(BigInt(row.principal_minor)),
    interest: money(BigInt(row.interest_minor)),
    fee: money(BigInt(row.fee_minor)),
    penalty: money(BigInt(row.penalty_minor)),
    outstanding: money(BigInt(row.outstanding_minor)),
  };
}

const headings = {
  EN: ['date', 'kind', 'paid', 'principal', 'interest', 'fee', 'penalty', 'outstanding', 'currency', 'entry'],
  ZH: ['日期', '类型', '收付金额', '本金', '利息', '费用', '罚息', '贷款余额', '币种', '分录编号'],
} as const;

const kindsZh: Readonly<Record<string, string>> = {
  DRAWDOWN: '放款',
  ACCRUAL: '计提',
  REPAYMENT: '还款',
  REFUND: '退款',
  RESTRUCTURE: '重组',
  WRITE_OFF: '核销',
  REVERSAL: '冲正',
};

/** The lines as CSV (RFC 4180). No value in it can hold a comma, a quote or a formula. */
export function statementCsv(lines: readonly StatementLineView[], language: 'EN' | 'ZH'): string {
  const rows = lines.map((line) => [
    line.on,
    language === 'ZH' ? (kindsZh[line.kind] ?? line.kind) : line.kind,
    ...[line.paid, line.principal, line.interest, line.fee, line.penalty, line.outstanding].map(
      ({ amount }) => amount,
    ),
    line.paid.currency,
    line.entryId,
  ]);
  return [headings[language], ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}
