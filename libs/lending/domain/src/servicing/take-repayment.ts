import { Fault, formatMinor, minMinor, type BusinessDate } from '@fanxing/kernel';
import { requireNotPassed } from '../accrual/accruing-debt.js';
import { isOutstanding, transition } from '../loan/loan-status.js';
import { closeDays, daysPastDueOn, type ClosedDay } from './close-days.js';
import {
  earnedBefore,
  instalmentsOf,
  isOwed,
  payPart,
  unpaid,
  type InstalmentDue,
} from './instalment-due.js';
import { remainingSchedule } from './repayment-plan.js';
import { owedOf, settled, totalOwed, type ServicedLoan } from './serviced-loan.js';
import type { OwedPart, ServicingRules } from './servicing-rules.js';

/** Where a repayment went; the parts and the credit sum to it. Minor units. */
export interface Allotment {
  readonly principalMinor: bigint;
  readonly interestMinor: bigint;
  readonly feeMinor: bigint;
  readonly penaltyMinor: bigint;
  /** Beyond all debt: the borrower's. */
  readonly creditMinor: bigint;
}

export interface TakenRepayment {
  readonly loan: ServicedLoan;
  /** Days that were not closed yet; to be booked before the repayment. */
  readonly days: readonly ClosedDay[];
  readonly allotment: Allotment;
}

/**
 * Money for a loan on day `on`. It goes to what has fallen due, in the product's order; then to interest up to that day and to principal
 * ahead of time, after which the plan's remaining instalments are made anew; what is beyond all debt is kept for the borrower or refused. A loan
 * that was written off takes it as a recovery. Fails with STATE_CONFLICT, AMOUNT_NOT_POSITIVE, BUSINESS_DATE_PASSED or REPAYMENT_EXCEEDS_DEBT.
 */
export function takeRepayment(loan: ServicedLoan, amountMinor: bigint, on: BusinessDate): TakenRepayment {
  if (!isOutstanding(loan.status) && loan.status !== 'WRITTEN_OFF')
    throw new Fault('STATE_CONFLICT', {
      what: 'loan',
      status: loan.status,
      needed: 'ACTIVE or OVERDUE or WRITTEN_OFF',
    });
  if (amountMinor <= 0n) throw new Fault('AMOUNT_NOT_POSITIVE');
  if (isOutstanding(loan.status)) requireNotPassed(loan, on);
  const { loan: closed, days } = closeDays(loan, on);
  const owedMinor = totalOwed(closed);
  if (amountMinor > owedMinor && loan.rules.overpayment === 'REFUSE') {
    const { currency } = loan;
    throw new Fault('REPAYMENT_EXCEEDS_DEBT', { outstanding: formatMinor(owedMinor, currency), currency });
  }
  const paid = amountMinor >= owedMinor ? payAll(closed, on) : payInPart(closed, amountMinor, on);
  const creditMinor = amountMinor > owedMinor ? amountMinor - owedMinor : 0n;
  const taken = afterPayment({ ...paid, creditMinor: paid.creditMinor + creditMinor }, on);
  return { loan: taken, days, allotment: { ...between(closed, taken), creditMinor } };
}

/** What clears a loan on a day, or what is due by then; to be shown before it is paid. */
export interface RepaymentQuoteParts extends Allotment {
  readonly on: BusinessDate;
  readonly totalMinor: bigint;
}

/** What closes the loan on day `on`. Fails with STATE_CONFLICT or BUSINESS_DATE_PASSED. */
export function quotePayoffOf(loan: ServicedLoan, on: BusinessDate): RepaymentQuoteParts {
  if (!isOutstanding(loan.status) && loan.status !== 'WRITTEN_OFF')
    throw new Fault('STATE_CONFLICT', { what: 'loan', status: loan.status, needed: 'ACTIVE or OVERDUE' });
  if (isOutstanding(loan.status)) requireNotPassed(loan, on);
  const { loan: closed } = closeDays(loan, on);
  return { on, ...owedOf(closed), creditMinor: 0n, totalMinor: totalOwed(closed) };
}

/** What has fallen due by day `on` and is not paid. */
export function dueBy(loan: ServicedLoan, on: BusinessDate): bigint {
  const { loan: closed } = closeDays(loan, on);
  return closed.instalments
    .filter((each) => isOwed(each, on))
    .reduce((sum, each) => loan.rules.order.reduce((parts, part) => parts + unpaid(each, part), sum), 0n);
}

/** Where money went between two standings of a loan. */
export function between(before: ServicedLoan, after: ServicedLoan): Omit<Allotment, 'creditMinor'> {
  return {
    principalMinor: before.outstandingMinor - after.outstandingMinor,
    interestMinor: after.interestPaidMinor - before.interestPaidMinor,
    feeMinor: after.feePaidMinor - before.feePaidMinor,
    penaltyMinor: after.penaltyPaidMinor - before.penaltyPaidMinor,
  };
}

/** The loan's status once less is owed: paid off, caught up, or as it was. */
export function afterPayment(loan: ServicedLoan, on: BusinessDate): ServicedLoan {
  if (loan.status === 'WRITTEN_OFF') return loan;
  if (totalOwed(loan) === 0n) {
    const standing = { ...loan.standing, daysPastDue: 0, bucket: 'M0', provisionMinor: 0n };
    return { ...loan, status: transition(loan.status, 'PAY_OFF'), standing };
  }
  const caughtUp = loan.status === 'OVERDUE' && daysPastDueOn(loan, on) === 0;
  return caughtUp ? { ...loan, status: transition(loan.status, 'CATCH_UP') } : loan;
}

/** Everything is paid: what is not due by now is due no more. */
function payAll(loan: ServicedLoan, on: BusinessDate): ServicedLoan {
  if (!loan.plan) return settled({ ...loan, instalments: loan.instalments.map(paidUp) });
  const early = loan.instalments.filter((each) => !isOwed(each, on));
  const instalments = loan.instalments.filter((each) => isOwed(each, on)).map(paidUp);
  const [current] = early;
  if (current) {
    const principalMinor = early.reduce((sum, each) => sum + each.principalMinor, 0n);
    const interestMinor = early.reduce((sum, each) => sum + earnedBefore(each, on), 0n);
    const feeMinor = early.reduce((sum, each) => sum + each.feePaidMinor, 0n);
    instalments.push(paidUp({ ...current, dueOn: on, principalMinor, interestMinor, feeMinor }));
  }
  return settled({ ...loan, instalments });
}

function paidUp(instalment: InstalmentDue): InstalmentDue {
  return {
    ...instalment,
    principalPaidMinor: instalment.principalMinor,
    interestPaidMinor: instalment.interestMinor,
    feePaidMinor: instalment.feeMinor,
    penaltyPaidMinor: instalment.penaltyMinor,
  };
}

function payInPart(loan: ServicedLoan, amountMinor: bigint, on: BusinessDate): ServicedLoan {
  const isDue = (each: InstalmentDue): boolean => !loan.plan || isOwed(each, on);
  const { instalments, restMinor } = payDue(loan.instalments, amountMinor, loan.rules, isDue);
  const paid = settled({ ...loan, instalments });
  return restMinor === 0n ? paid : payAhead(paid, restMinor, on);
}

function payDue(
  instalments: readonly InstalmentDue[],
  amountMinor: bigint,
  { order, by }: ServicingRules,
  isDue: (instalment: InstalmentDue) => boolean,
): { instalments: InstalmentDue[]; restMinor: bigint } {
  const paid = [...instalments];
  let restMinor = amountMinor;
  const pay = (index: number, part: OwedPart): void => {
    const instalment = paid[index];
    if (!instalment || !isDue(instalment)) return;
    const minor = minMinor(restMinor, unpaid(instalment, part));
    if (minor <= 0n) return;
    paid[index] = payPart(instalment, part, minor);
    restMinor -= minor;
  };
  if (by === 'KIND') order.forEach((part) => paid.forEach((_, index) => pay(index, part)));
  else paid.forEach((_, index) => order.forEach((part) => pay(index, part)));
  return { instalments: paid, restMinor };
}

/**
 * Ahead of time: interest of the running period up to `on` first, then principal. Principal that comes early takes an instalment of its own, paid on
 * the day, and the instalments after it are made anew.
 */
function payAhead(loan: ServicedLoan, restMinor: bigint, on: BusinessDate): ServicedLoan {
  const index = loan.instalments.findIndex((each) => !isOwed(each, on));
  const current = loan.instalments[index];
  if (!current) return loan;
  const early = loan.instalments.slice(index);
  const earnedMinor = early.reduce((sum, each) => sum + earnedBefore(each, on) - each.interestPaidMinor, 0n);
  const interestMinor = minMinor(restMinor, earnedMinor);
  const principalMinor = restMinor - interestMinor;
  if (principalMinor === 0n) {
    const part = payPart(current, 'interest', interestMinor);
    return settled({ ...loan, instalments: loan.instalments.with(index, part) });
  }
  const paidNow: InstalmentDue = {
    ...current,
    dueOn: on,
    principalMinor: principalMinor + current.principalPaidMinor,
    principalPaidMinor: principalMinor + current.principalPaidMinor,
    interestMinor: current.interestPaidMinor + interestMinor,
    interestPaidMinor: current.interestPaidMinor + interestMinor,
    feeMinor: current.feePaidMinor,
  };
  const before = loan.instalments.slice(0, index);
  return settled({
    ...loan,
    instalments: [...before, paidNow, ...replanned(loan, early, principalMinor, on)],
  });
}

function replanned(
  loan: ServicedLoan,
  early: readonly InstalmentDue[],
  paidMinor: bigint,
  on: BusinessDate,
): InstalmentDue[] {
  const { plan, currency, dailyRate, rounding } = loan;
  const [first] = early;
  if (!plan || !first) return [];
  const leftMinor = early.reduce((sum, each) => sum + unpaid(each, 'principal'), 0n) - paidMinor;
  const largestMinor = early.reduce((most, each) => {
    const totalMinor = each.principalMinor + each.interestMinor + each.feeMinor;
    return totalMinor > most ? totalMinor : most;
  }, 0n);
  const schedule = remainingSchedule(
    {
      plan: withoutGraceBefore(plan, loan, first),
      principalMinor: leftMinor,
      currency,
      dailyRate,
      rounding,
      from: on,
      dueDates: early.map(({ dueOn }) => dueOn),
      periods: early.length,
    },
    loan.rules.prepayment,
    largestMinor,
  );
  return instalmentsOf(schedule, on, first.number);
}

/** Grace that is over by the instalment `first` is not granted again. */
function withoutGraceBefore(
  plan: NonNullable<ServicedLoan['plan']>,
  { instalments }: ServicedLoan,
  first: InstalmentDue,
): NonNullable<ServicedLoan['plan']> {
  const passed = instalments.filter(({ dueOn, from }) => dueOn < first.dueOn && dueOn > from).length;
  return {
    ...plan,
    graceOnPrincipal: Math.max(0, (plan.graceOnPrincipal ?? 0) - passed),
    graceOnInterest: Math.max(0, (plan.graceOnInterest ?? 0) - passed),
    moratorium: Math.max(0, (plan.moratorium ?? 0) - passed),
  };
}
