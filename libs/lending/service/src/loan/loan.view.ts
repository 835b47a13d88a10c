import { formatRate, type BusinessDate, type Instant } from '@fanxing/kernel';
import {
  beginServicing,
  defaultRules,
  owedOf,
  revolvingSchedule,
  type Loan,
  type Payout,
  type ServicedLoan,
} from '@fanxing/lending-domain';
import type { RepaymentTerms } from '@fanxing/product-contract';
import { priceView, type MoneyView, type PriceView } from '../application/application.view.js';
import type { LoanRow } from './loan.store.js';
import { payoutOfLoan } from './plan-of-line.js';
import { moneyIn, planView, scheduleView, type ScheduleView } from './schedule.view.js';
import { servicedOf } from './serviced-loan.store.js';

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
  readonly feeDue: MoneyView;
  readonly penaltyDue: MoneyView;
  readonly overpaid: MoneyView;
  readonly provision: MoneyView;
  readonly daysPastDue: number;
  readonly bucket: string;
  readonly classification: string;
  readonly stage: number;
  readonly nonAccrual: boolean;
  readonly upfrontFee: MoneyView;
  readonly paidOut: MoneyView;
  readonly schedule: ScheduleView;
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
  return viewOf(row, servicedOf(row), payoutOfLoan(row));
}

/** A loan that was drawn a moment ago. */
export function loanView(
  facts: LoanFacts,
  loan: Loan,
  payout: Payout,
  plan: RepaymentTerms | null,
): LoanView {
  return viewOf(facts, { ...beginServicing(loan, plan, defaultRules), status: loan.status }, payout);
}

function viewOf(facts: LoanFacts, loan: ServicedLoan, payout: Payout): LoanView {
  const money = moneyIn(loan.currency);
  const owed = owedOf(loan);
  return {
    id: facts.id,
    borrowerId: facts.borrowerId,
    creditLineId: facts.creditLineId,
    status: loan.status,
    principal: money(loan.principalMinor),
    outstanding: money(loan.outstandingMinor),
    interestDue: money(owed.interestMinor),
    feeDue: money(owed.feeMinor),
    penaltyDue: money(owed.penaltyMinor),
    overpaid: money(loan.creditMinor),
    provision: money(loan.standing.provisionMinor),
    daysPastDue: loan.standing.daysPastDue,
    bucket: loan.standing.bucket,
    classification: loan.standing.tier,
    stage: loan.standing.stage,
    nonAccrual: loan.standing.nonAccrual,
    price: priceView(formatRate(loan.dailyRate)),
    drawnOn: loan.drawnOn,
    dueOn: loan.dueOn,
    requestedAt: facts.requestedAt,
    disbursedAt: facts.disbursedAt,
    failure: facts.failure,
    upfrontFee: money(payout.feeMinor),
    paidOut: money(payout.paidOutMinor),
    // Made when it is asked for: most of who draw do not look.
    get schedule() {
      return loan.plan
        ? planView(loan, payout)
        : scheduleView(revolvingSchedule(loan), loan.drawnOn, loan.currency, payout);
    },
  };
}
