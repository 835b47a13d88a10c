import { Fault, type BusinessDate } from '@fanxing/kernel';
import { isOutstanding } from '../loan/loan-status.js';
import type { Loan } from '../loan/loan.js';
import {
  earnedBefore,
  instalmentsOf,
  isOwed,
  nothingPaid,
  unpaid,
  type InstalmentDue,
} from './instalment-due.js';
import { planSchedule, type RepaymentPlan } from './repayment-plan.js';
import type { ServicingRules, Stage, Tier } from './servicing-rules.js';

/** How a loan stands as of a day's end. */
export interface Standing {
  readonly daysPastDue: number;
  /** `M0`, `M1` … `M7+`. */
  readonly bucket: string;
  readonly tier: Tier;
  readonly stage: Stage;
  /** Interest is no income until it is paid. */
  readonly nonAccrual: boolean;
  /** What is set aside for its loss, in minor units. */
  readonly provisionMinor: bigint;
}

/**
 * A loan with all that servicing needs. A loan by the day (随借随还) has no plan and one instalment, its due day; its interest grows with
 * what is outstanding. A loan with a plan has the interest of its instalments.
 *
 * The loan's own amounts are the sums over the instalments: `settled` keeps it so.
 */
export interface ServicedLoan extends Loan {
  readonly plan: RepaymentPlan | null;
  readonly rules: ServicingRules;
  readonly instalments: readonly InstalmentDue[];
  readonly penaltyMinor: bigint;
  readonly penaltyPaidMinor: bigint;
  /** Fees that have fallen due. */
  readonly feeMinor: bigint;
  readonly feePaidMinor: bigint;
  /** Interest that a restructure has made principal. */
  readonly capitalisedMinor: bigint;
  /** What was paid beyond the debt and is the borrower's. */
  readonly creditMinor: bigint;
  readonly standing: Standing;
  readonly restructuredOn: BusinessDate | null;
}

export const goodStanding: Standing = {
  daysPastDue: 0,
  bucket: 'M0',
  tier: 'NORMAL',
  stage: 1,
  nonAccrual: false,
  provisionMinor: 0n,
};

/** A loan that was just paid out, with the instalments of its plan. */
export function beginServicing(loan: Loan, plan: RepaymentPlan | null, rules: ServicingRules): ServicedLoan {
  const { principalMinor, currency, dailyRate, rounding, drawnOn: from } = loan;
  const instalments = plan
    ? instalmentsOf(
        planSchedule({ plan, principalMinor, currency, dailyRate, rounding, from }).instalments,
        from,
        0,
      )
    : [];
  return settled({
    ...loan,
    plan,
    rules,
    instalments,
    dueOn: instalments.at(-1)?.dueOn ?? loan.dueOn,
    penaltyMinor: 0n,
    penaltyPaidMinor: 0n,
    feeMinor: 0n,
    feePaidMinor: 0n,
    capitalisedMinor: 0n,
    creditMinor: 0n,
    standing: goodStanding,
    restructuredOn: null,
  });
}

/** The one instalment of a loan by the day, from the loan's own amounts. */
export function dayInstalment(
  loan: Omit<ServicedLoan, 'instalments' | 'standing'>,
  penaltyUnits: bigint,
): InstalmentDue {
  const lentMinor = loan.principalMinor + loan.capitalisedMinor;
  return {
    ...nothingPaid,
    number: 1,
    from: loan.drawnOn,
    dueOn: loan.dueOn,
    days: loan.termDays,
    principalMinor: lentMinor,
    interestMinor: loan.accruedMinor - loan.capitalisedMinor,
    feeMinor: 0n,
    penaltyUnits,
    penaltyMinor: loan.penaltyMinor,
    principalPaidMinor: lentMinor - loan.outstandingMinor,
    interestPaidMinor: loan.interestPaidMinor,
    penaltyPaidMinor: loan.penaltyPaidMinor,
  };
}

/** The loan with its own amounts brought up to its instalments and to `accrualFrom`. */
export function settled(loan: ServicedLoan): ServicedLoan {
  if (!loan.plan) {
    const instalment = loan.instalments[0] ?? dayInstalment(loan, 0n);
    return {
      ...loan,
      instalments: [
        { ...instalment, dueOn: loan.dueOn, interestMinor: loan.accruedMinor - loan.capitalisedMinor },
      ],
      outstandingMinor: unpaid(instalment, 'principal'),
      interestPaidMinor: instalment.interestPaidMinor,
      penaltyMinor: instalment.penaltyMinor,
      penaltyPaidMinor: instalment.penaltyPaidMinor,
    };
  }
  const to = loan.accrualFrom;
  const sums = {
    outstandingMinor: 0n,
    accruedMinor: loan.capitalisedMinor,
    interestPaidMinor: 0n,
    penaltyMinor: 0n,
    penaltyPaidMinor: 0n,
    feeMinor: 0n,
    feePaidMinor: 0n,
  };
  for (const each of loan.instalments) {
    sums.outstandingMinor += unpaid(each, 'principal');
    sums.accruedMinor += earnedBefore(each, to);
    sums.interestPaidMinor += each.interestPaidMinor;
    sums.penaltyMinor += each.penaltyMinor;
    sums.penaltyPaidMinor += each.penaltyPaidMinor;
    sums.feeMinor += isOwed(each, to) ? each.feeMinor : each.feePaidMinor;
    sums.feePaidMinor += each.feePaidMinor;
  }
  return { ...loan, ...sums };
}

/** What is owed by now of each part, due or not, in minor units. */
export function owedOf(loan: ServicedLoan) {
  return {
    principalMinor: loan.outstandingMinor,
    interestMinor: loan.accruedMinor - loan.interestPaidMinor - loan.capitalisedMinor,
    feeMinor: loan.feeMinor - loan.feePaidMinor,
    penaltyMinor: loan.penaltyMinor - loan.penaltyPaidMinor,
  };
}

export function totalOwed(loan: ServicedLoan): bigint {
  const { principalMinor, interestMinor, feeMinor, penaltyMinor } = owedOf(loan);
  return principalMinor + interestMinor + feeMinor + penaltyMinor;
}

/** Fails with STATE_CONFLICT unless the loan is with the borrower. */
export function mustBeOutstanding({ status }: ServicedLoan): void {
  if (!isOutstanding(status))
    throw new Fault('STATE_CONFLICT', { what: 'loan', status, needed: 'ACTIVE or OVERDUE' });
}
