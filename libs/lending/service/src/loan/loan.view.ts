import { formatMinor, formatRate, type BusinessDate, type CurrencyCode, type Instant } from '@fanxing/kernel';
import { interestDueOf, revolvingSchedule, type Loan, type Schedule } from '@fanxing/lending-domain';
import { priceView, type MoneyView, type PriceView } from '../application/application.view.js';
import { loanOf, type LoanRow } from './loan.store.js';

/** A loan as the API shows it; borrower, line and repayments are resolved by their ids. */
export interface LoanView {
  readonly id: string;
  readonly borrowerId: string;
  readonly creditLineId: string;
  readonly status: string;
  readonly principal: MoneyView;
  readonly outstanding: MoneyView;
  readonly interestDue: MoneyView;
  readonly price: PriceView;
  readonly drawnOn: BusinessDate;
  readonly dueOn: BusinessDate;
  readonly requestedAt: Instant;
  readonly disbursedAt: Instant | null;
  readonly failure: string | null;
  readonly schedule: ScheduleView;
}

export interface ScheduleView {
  readonly instalments: readonly InstalmentView[];
  readonly principal: MoneyView;
  readonly interest: MoneyView;
  readonly total: MoneyView;
  readonly annualRate: string;
}

interface InstalmentView {
  readonly number: number;
  readonly dueOn: BusinessDate;
  readonly days: number;
  readonly principal: MoneyView;
  readonly interest: MoneyView;
  readonly total: MoneyView;
  readonly balance: MoneyView;
}

/** What a view needs beside the domain's loan. */
export interface LoanFacts {
  readonly id: string;
  readonly borrowerId: string;
  readonly creditLineId: string;
  readonly requestedAt: Instant;
  readonly disbursedAt: Instant | null;
  readonly failure: string | null;
}

export function loanViewOfRow(row: LoanRow): LoanView {
  return loanView(row, loanOf(row));
}

export function loanView(facts: LoanFacts, loan: Loan): LoanView {
  const money = moneyIn(loan.currency);
  return {
    id: facts.id,
    borrowerId: facts.borrowerId,
    creditLineId: facts.creditLineId,
    status: loan.status,
    principal: money(loan.principalMinor),
    outstanding: money(loan.outstandingMinor),
    interestDue: money(interestDueOf(loan)),
    price: priceView(formatRate(loan.dailyRate)),
    drawnOn: loan.drawnOn,
    dueOn: loan.dueOn,
    requestedAt: facts.requestedAt,
    disbursedAt: facts.disbursedAt,
    failure: facts.failure,
    schedule: scheduleView(revolvingSchedule(loan), loan.currency),
  };
}

export function scheduleView(schedule: Schedule, currency: CurrencyCode): ScheduleView {
  const money = moneyIn(currency);
  return {
    instalments: schedule.instalments.map((instalment) => ({
      number: instalment.number,
      dueOn: instalment.dueOn,
      days: instalment.days,
      principal: money(instalment.principalMinor),
      interest: money(instalment.interestMinor),
      total: money(instalment.totalMinor),
      balance: money(instalment.balanceMinor),
    })),
    principal: money(schedule.totals.principalMinor),
    interest: money(schedule.totals.interestMinor),
    total: money(schedule.totals.totalMinor),
    annualRate: formatRate(schedule.annualRate),
  };
}

export function moneyIn(currency: CurrencyCode): (minor: bigint) => MoneyView {
  return (minor) => ({ amount: formatMinor(minor, currency), currency });
}
