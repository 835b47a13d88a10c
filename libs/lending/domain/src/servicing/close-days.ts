import { addDays, applyRate, daysBetween, eachDay, type BusinessDate } from '@fanxing/kernel';
import { accrueDebt } from '../accrual/accruing-debt.js';
import { roundInterest } from '../accrual/accrue-days.js';
import { isOutstanding, transition } from '../loan/loan-status.js';
import { isUnpaid, unpaid, type InstalmentDue } from './instalment-due.js';
import { movementBetween, positionOf, type Movement } from './position.js';
import { settled, type ServicedLoan, type Standing } from './serviced-loan.js';
import { tiers, type PenaltyRule, type ServicingRules, type Stage, type Tier } from './servicing-rules.js';

/** What a day's end books for one loan. */
export interface ClosedDay {
  readonly on: BusinessDate;
  /** Interest income of the day; none while interest is no income. */
  readonly interestMinor: bigint;
  /** Everything else: fees and penalties that fell due, provisions, interest that ceased to be income. */
  readonly movement: Movement;
}

export interface ClosedDays {
  readonly loan: ServicedLoan;
  readonly days: readonly ClosedDay[];
}

/**
 * Closes every day before `to` that the loan has not had closed: accrues, adds penalties, ages, classifies and provisions, day by day. A
 * function of dates: a day that is closed stays as it is, and ten days at once are ten times one day. A loan that is not with the borrower is
 * left alone.
 */
export function closeDays(loan: ServicedLoan, to: BusinessDate): ClosedDays {
  if (!isOutstanding(loan.status) || to <= loan.accrualFrom) return { loan, days: [] };
  const days: ClosedDay[] = [];
  let current = loan;
  for (const on of eachDay(loan.accrualFrom, to)) {
    const accrued = accrue(current, on);
    const interestMinor = current.standing.nonAccrual ? 0n : accrued.accruedMinor - current.accruedMinor;
    const closed = age(penalise(accrued, on), on);
    const movement = movementBetween(positionOf(current), positionOf(closed), interestMinor);
    if (interestMinor !== 0n || movement.size > 0) days.push({ on, interestMinor, movement });
    current = closed;
  }
  return { loan: current, days };
}

function accrue(loan: ServicedLoan, on: BusinessDate): ServicedLoan {
  const to = addDays(on, 1);
  if (loan.plan) return settled({ ...loan, accrualFrom: to });
  return settled(accrueDebt(loan, to).debt);
}

function penalise(loan: ServicedLoan, on: BusinessDate): ServicedLoan {
  const { penalty } = loan.rules;
  if (!penalty) return loan;
  let leftMinor = penalty.capRate
    ? applyRate(loan.principalMinor, penalty.capRate, 'down') - loan.penaltyMinor
    : null;
  let changed = false;
  const instalments = loan.instalments.map((instalment) => {
    if (addDays(instalment.dueOn, penalty.graceDays) > on || leftMinor === 0n) return instalment;
    const baseMinor = penaltyBase(instalment, penalty);
    if (baseMinor <= 0n) return instalment;
    const penaltyUnits = instalment.penaltyUnits + baseMinor * penalty.dailyRate.units;
    const grownMinor = roundInterest(penaltyUnits, loan.rounding) - instalment.penaltyMinor;
    const addedMinor = leftMinor !== null && grownMinor > leftMinor ? leftMinor : grownMinor;
    if (leftMinor !== null) leftMinor -= addedMinor;
    changed = true;
    return { ...instalment, penaltyUnits, penaltyMinor: instalment.penaltyMinor + addedMinor };
  });
  return changed ? settled({ ...loan, instalments }) : loan;
}

function penaltyBase(instalment: InstalmentDue, { compounding }: PenaltyRule): bigint {
  const principalMinor = unpaid(instalment, 'principal');
  return compounding === 'COMPOUND' ? principalMinor + unpaid(instalment, 'interest') : principalMinor;
}

/** The loan aged as of the end of a day: status, bucket, tier, stage, whether interest is income, and provision. */
export function age(loan: ServicedLoan, on: BusinessDate): ServicedLoan {
  const standing = standingOf(loan, on);
  const isLate = standing.daysPastDue > 0;
  const status =
    loan.status === 'ACTIVE' && isLate
      ? transition(loan.status, 'MISS_DUE_DATE')
      : loan.status === 'OVERDUE' && !isLate
        ? transition(loan.status, 'CATCH_UP')
        : loan.status;
  const aged = { ...loan, status, standing };
  return { ...aged, standing: { ...standing, provisionMinor: provisionOf(aged) } };
}

function standingOf(loan: ServicedLoan, on: BusinessDate): Standing {
  const { rules } = loan;
  const daysPastDue = daysPastDueOn(loan, on);
  const nonAccrual =
    rules.nonAccrualAfterDays !== null &&
    (daysPastDue > rules.nonAccrualAfterDays || (loan.standing.nonAccrual && daysPastDue > 0));
  const tier = tierOf(loan, daysPastDue, on);
  return {
    daysPastDue,
    bucket: bucketOf(rules, daysPastDue),
    tier,
    stage: stageOf(tier, daysPastDue),
    nonAccrual,
    provisionMinor: loan.standing.provisionMinor,
  };
}

/** Days since the oldest unpaid instalment fell due, as the morning after day `on` finds it. */
export function daysPastDueOn({ instalments }: ServicedLoan, on: BusinessDate): number {
  const oldest = instalments.find((instalment) => instalment.dueOn <= on && isUnpaid(instalment));
  return oldest ? daysBetween(oldest.dueOn, addDays(on, 1)) : 0;
}

/** `M0` when nothing is overdue, else the last bucket that has begun. */
export function bucketOf({ bucketFromDays }: ServicingRules, daysPastDue: number): string {
  const begun = bucketFromDays.filter((from) => daysPastDue >= from).length;
  return `M${begun}${begun === bucketFromDays.length && begun > 0 ? '+' : ''}`;
}

function tierOf({ rules, restructuredOn }: ServicedLoan, daysPastDue: number, on: BusinessDate): Tier {
  const byDays = rules.tierFromDays.filter((from) => daysPastDue >= from).length;
  const watched = restructuredOn !== null && daysBetween(restructuredOn, on) < rules.watchDays;
  return tiers[watched ? Math.max(byDays, 1) : byDays] ?? 'LOSS';
}

/** Stage 2 from 31 days past due or while it is watched, stage 3 from substandard on: the presumptions of IFRS 9 (5.5.11, B5.5.37). */
function stageOf(tier: Tier, daysPastDue: number): Stage {
  if (tiers.indexOf(tier) >= tiers.indexOf('SUBSTANDARD')) return 3;
  return daysPastDue > 30 || (tier === 'SPECIAL_MENTION' && daysPastDue === 0) ? 2 : 1;
}

function provisionOf(loan: ServicedLoan): bigint {
  const { provision } = loan.rules;
  const { tier, stage, nonAccrual } = loan.standing;
  if (provision.basis === 'NONE') return 0n;
  if (provision.basis === 'TIER') return applyRate(loan.outstandingMinor, provision.rates[tier], 'half-up');
  const bookedMinor = nonAccrual
    ? loan.outstandingMinor
    : loan.outstandingMinor + loan.accruedMinor - loan.interestPaidMinor - loan.capitalisedMinor;
  const expected = applyRate(bookedMinor, provision.pd[stage], 'half-up');
  return applyRate(expected, provision.lgd, 'half-up');
}
