import type { BusinessDate, CurrencyCode } from '@fanxing/kernel';
import type { MoneyView } from '../application/application.view.js';
import { moneyIn } from '../loan/schedule.view.js';
import type { StatementRow } from './statement.store.js';
import { columnWords, kindWord, type StatementLanguage } from './statement-words.js';

export interface StatementView {
  /** What it is a statement of. */
  readonly subject: { readonly kind: 'loan' | 'creditLine' | 'borrower'; readonly id: string };
  readonly from: BusinessDate | null;
  readonly to: BusinessDate | null;
  /** The day that the books stand at. */
  readonly asOf: BusinessDate;
  readonly lines: readonly StatementLineView[];
}

export interface StatementLineView {
  readonly loanId: string;
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

export function statementLine(row: StatementRow, loanId: string, currency: CurrencyCode): StatementLineView {
  const money = moneyIn(currency);
  return {
    loanId,
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

/** The lines as CSV (RFC 4180). No value in it can hold a comma, a quote or a formula. */
export function statementCsv({ lines, subject }: StatementView, language: StatementLanguage): string {
  const isOfMany = subject.kind !== 'loan';
  const words = columnWords[language];
  const { paid, principal, interest, fee, penalty, outstanding } = words;
  const heading = [
    words.on,
    words.kind,
    ...[paid, principal, interest, fee, penalty, outstanding],
    words.currency,
    words.entry,
    ...(isOfMany ? [words.loan] : []),
  ];
  const rows = lines.map((line) => [
    line.on,
    // A program that reads the English file knows the kinds by the API's own names.
    language === 'ZH' ? kindWord(line.kind, language) : line.kind,
    ...[line.paid, line.principal, line.interest, line.fee, line.penalty, line.outstanding].map(
      ({ amount }) => amount,
    ),
    line.paid.currency,
    line.entryId,
    ...(isOfMany ? [line.loanId] : []),
  ]);
  return [heading, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}
