import { addDays, daysBetween, Fault, type BusinessDate, type Rate } from '@fanxing/kernel';
import { unitsPerMinor } from '../accrual/accrue-days.js';
import { transition } from '../loan/loan-status.js';
import { age, closeDays, type ClosedDay } from './close-days.js';
import {
  earnedBefore,
  instalmentsOf,
  isOwed,
  nothingPaid,
  unpaid,
  type InstalmentDue,
} from './instalment-due.js';
import { planSchedule, type PlanHolidays } from './repayment-plan.js';
import { dayInstalment, mustBeOutstanding, owedOf, settled, type ServicedLoan } from './serviced-loan.js';

export interface ChangedLoan {
  readonly loan: ServicedLoan;
  readonly days: readonly ClosedDay[];
}

/** New terms that bank and borrower have agreed on. */
export interface Restructure {
  /** So many instalments from now; a loan by the day falls due so many days from now. */
  readonly periods: number;
  /** Null: as it was. */
  readonly dailyRate: Rate | null;
  /** Unpaid interest becomes principal; else it stays owed, with the first new instalment. */
  readonly capitalise: boolean;
  /** So many of the first new instalments hold no principal, no interest, or ask for nothing at all (a payment holiday). */
  readonly graceOnPrincipal?: number | undefined;
  readonly graceOnInterest?: number | undefined;
  readonly moratorium?: number | undefined;
  /** The days without business as they are published by now; left out: as they were when the loan was drawn. */
  readonly holidays?: PlanHolidays | null | undefined;
}

/**
 * The loan under new terms from day `on`: what was overdue is owed anew, and the last instalment is due when the new terms end. It is watched from now on.
 * Fails with STATE_CONFLICT.
 */
export function restructure(loan: ServicedLoan, change: Restructure, on: BusinessDate): ChangedLoan {
  mustBeOutstanding(loan);
  if (loan.outstandingMinor === 0n) {
    throw new Fault(
      'INPUT_INVALID',
      { problem: 'no principal is left that new terms could be for' },
      'input.loanId',
    );
  }
  if (!loan.plan) mustBeWithoutGrace(change);
  const { loan: closed, days } = closeDays(loan, on);
  const interestMinor = owedOf(closed).interestMinor;
  const capitalisedMinor = change.capitalise ? interestMinor : 0n;
  const renewed = {
    ...closed,
    dailyRate: change.dailyRate ?? closed.dailyRate,
    capitalisedMinor: closed.capitalisedMinor + capitalisedMinor,
    restructuredOn: on,
  };
  const changed = closed.plan
    ? withNewPlan(renewed, change, capitalisedMinor, on)
    : withNewDueDay(renewed, change.periods, capitalisedMinor, on);
  const standing = age(changed, addDays(on, -1));
  // Money set aside changes at the day's end, with the tier.
  const { provisionMinor } = closed.standing;
  return { loan: { ...standing, standing: { ...standing.standing, provisionMinor } }, days };
}

/** A loan by the day has one instalment: there is none that could be left out. */
function mustBeWithoutGrace(change: Restructure): void {
  for (const name of ['graceOnPrincipal', 'graceOnInterest', 'moratorium'] as const)
    if (change[name])
      throw new Fault('INPUT_INVALID', { problem: 'a loan by the day has no instalments' }, `input.${name}`);
}

function withNewDueDay(
  loan: ServicedLoan,
  days: number,
  capitalisedMinor: bigint,
  on: BusinessDate,
): ServicedLoan {
  const dueOn = addDays(on, days);
  const due = {
    ...loan,
    dueOn,
    termDays: daysBetween(loan.drawnOn, dueOn),
    outstandingMinor: loan.outstandingMinor + capitalisedMinor,
  };
  const penaltyUnits = loan.instalments[0]?.penaltyUnits ?? 0n;
  return settled({ ...due, instalments: [dayInstalment(due, penaltyUnits)] });
}

/** Everything unpaid goes into a new plan; what was paid stays in the instalments it was paid for. */
function withNewPlan(
  loan: ServicedLoan,
  { periods, holidays, graceOnPrincipal = 0, graceOnInterest = 0, moratorium = 0 }: Restructure,
  capitalisedMinor: bigint,
  on: BusinessDate,
): ServicedLoan {
  const { plan, currency, dailyRate, rounding } = loan;
  if (!plan) return loan;
  const renewedPlan = {
    ...plan,
    periods,
    graceOnPrincipal,
    graceOnInterest,
    moratorium,
    ...(holidays ? { holidays, firstHolidays: plan.firstHolidays ?? plan.holidays } : {}),
  };
  const kept: InstalmentDue[] = [];
  const carried = { interestMinor: 0n, feeMinor: 0n, penaltyMinor: 0n };
  let leftMinor = capitalisedMinor;
  for (const each of loan.instalments) {
    leftMinor += unpaid(each, 'principal');
    carried.interestMinor += earnedBefore(each, on) - each.interestPaidMinor;
    carried.feeMinor += isOwed(each, on) ? unpaid(each, 'fee') : 0n;
    carried.penaltyMinor += unpaid(each, 'penalty');
    if (each.from < on || isOwed(each, on)) kept.push(onlyPaid(each, on));
  }
  const schedule = planSchedule({
    plan: renewedPlan,
    principalMinor: leftMinor,
    currency,
    dailyRate,
    rounding,
    from: on,
  });
  const renewed = instalmentsOf(schedule.instalments, on, kept.length + 1);
  const carry = carriedInstalment(carried, capitalisedMinor, kept.length + 1, renewed[0]?.dueOn ?? on);
  const instalments = [...kept, carry, ...renewed];
  return settled({
    ...loan,
    plan: renewedPlan,
    instalments,
    dueOn: instalments.at(-1)?.dueOn ?? loan.dueOn,
    termDays: daysBetween(loan.drawnOn, instalments.at(-1)?.dueOn ?? loan.dueOn),
  });
}

/** What was owed before and is due with the first new instalment; it is earned already and bears no interest. */
function carriedInstalment(
  carried: { interestMinor: bigint; feeMinor: bigint; penaltyMinor: bigint },
  capitalisedMinor: bigint,
  number: number,
  dueOn: BusinessDate,
): InstalmentDue {
  return {
    ...nothingPaid,
    number,
    from: dueOn,
    dueOn,
    days: 0,
    principalMinor: 0n,
    interestMinor: carried.interestMinor - capitalisedMinor,
    feeMinor: carried.feeMinor,
    // Its units too: what grows on it is added to what was carried, and does not take its place.
    penaltyUnits: carried.penaltyMinor * unitsPerMinor,
    penaltyMinor: carried.penaltyMinor,
  };
}

function onlyPaid(instalment: InstalmentDue, on: BusinessDate): InstalmentDue {
  return {
    ...instalment,
    dueOn: instalment.dueOn < on ? instalment.dueOn : on,
    principalMinor: instalment.principalPaidMinor,
    interestMinor: instalment.interestPaidMinor,
    feeMinor: instalment.feePaidMinor,
    penaltyMinor: instalment.penaltyPaidMinor,
  };
}

/** The bank gives up on an overdue loan: nothing accrues any more. Fails with STATE_CONFLICT. */
export function writeOff(loan: ServicedLoan, on: BusinessDate): ChangedLoan {
  const status = transition(loan.status, 'WRITE_OFF');
  const { loan: closed, days } = closeDays(loan, on);
  const standing = { ...closed.standing, tier: 'LOSS' as const, stage: 3 as const, provisionMinor: 0n };
  return { loan: { ...calledIn(closed, on), status, standing }, days };
}

/** All principal falls due at once, with the interest earned by then; what would have been earned later is not owed. */
function calledIn(loan: ServicedLoan, on: BusinessDate): ServicedLoan {
  const early = loan.instalments.filter((each) => !isOwed(each, on));
  const [current] = early;
  if (!loan.plan || !current) return loan;
  const due = loan.instalments.filter((each) => isOwed(each, on));
  const sum = (of: (each: InstalmentDue) => bigint): bigint =>
    early.reduce((total, each) => total + of(each), 0n);
  const last: InstalmentDue = {
    ...current,
    dueOn: on,
    principalMinor: sum((each) => each.principalMinor),
    principalPaidMinor: sum((each) => each.principalPaidMinor),
    interestMinor: sum((each) => earnedBefore(each, on)),
    interestPaidMinor: sum((each) => each.interestPaidMinor),
    feeMinor: sum((each) => each.feePaidMinor),
    feePaidMinor: sum((each) => each.feePaidMinor),
  };
  return settled({ ...loan, instalments: [...due, last] });
}

/** Pays out what was kept for the borrower. Fails with AMOUNT_NOT_POSITIVE or CREDIT_EXCEEDED. */
export function refund(loan: ServicedLoan, amountMinor: bigint): ServicedLoan {
  if (amountMinor <= 0n) throw new Fault('AMOUNT_NOT_POSITIVE');
  if (amountMinor > loan.creditMinor) throw new Fault('CREDIT_EXCEEDED');
  return { ...loan, creditMinor: loan.creditMinor - amountMinor };
}
