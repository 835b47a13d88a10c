import { daysBetween, minMinor, type BusinessDate } from '@fanxing/kernel';
import type { PlannedInstalment } from '../schedule/make-schedule.js';
import type { OwedPart } from './servicing-rules.js';

/** One instalment of a loan: what it asks for and what of that is paid. Amounts in minor units. */
export interface InstalmentDue {
  /** Counts from 1 in the order of due days; an early repayment of principal takes a number of its own. */
  readonly number: number;
  /** Its interest runs from this day. The due day itself: what it holds was owed before and is only due then. */
  readonly from: BusinessDate;
  readonly dueOn: BusinessDate;
  readonly days: number;
  readonly principalMinor: bigint;
  readonly interestMinor: bigint;
  readonly feeMinor: bigint;
  /** Exact penalty, in minor units × 10⁻¹². */
  readonly penaltyUnits: bigint;
  readonly penaltyMinor: bigint;
  readonly principalPaidMinor: bigint;
  readonly interestPaidMinor: bigint;
  readonly feePaidMinor: bigint;
  readonly penaltyPaidMinor: bigint;
}

export const nothingPaid = {
  penaltyUnits: 0n,
  penaltyMinor: 0n,
  principalPaidMinor: 0n,
  interestPaidMinor: 0n,
  feePaidMinor: 0n,
  penaltyPaidMinor: 0n,
} as const;

/** A plan's instalments as debts; numbers count on from `after`. */
export function instalmentsOf(
  planned: readonly PlannedInstalment[],
  from: BusinessDate,
  after: number,
): InstalmentDue[] {
  let start = from;
  return planned.map(({ number, dueOn, days, principalMinor, interestMinor, feesMinor }) => {
    const instalment = {
      number: after + number,
      from: start,
      dueOn,
      days,
      principalMinor,
      interestMinor,
      feeMinor: feesMinor,
      ...nothingPaid,
    };
    start = dueOn;
    return instalment;
  });
}

/** Whether it may be asked for on a day: it has fallen due, or a restructure carried over what had. */
export function isOwed({ from, dueOn }: InstalmentDue, on: BusinessDate): boolean {
  return dueOn <= on || from === dueOn;
}

/** What of a part is not paid. */
export function unpaid(instalment: InstalmentDue, part: OwedPart): bigint {
  if (part === 'penalty') return instalment.penaltyMinor - instalment.penaltyPaidMinor;
  if (part === 'fee') return instalment.feeMinor - instalment.feePaidMinor;
  if (part === 'interest') return instalment.interestMinor - instalment.interestPaidMinor;
  return instalment.principalMinor - instalment.principalPaidMinor;
}

export function isUnpaid(instalment: InstalmentDue): boolean {
  return (
    unpaid(instalment, 'principal') > 0n ||
    unpaid(instalment, 'interest') > 0n ||
    unpaid(instalment, 'fee') > 0n ||
    unpaid(instalment, 'penalty') > 0n
  );
}

/** The instalment with so much more of a part paid. */
export function payPart(instalment: InstalmentDue, part: OwedPart, minor: bigint): InstalmentDue {
  if (part === 'penalty') return { ...instalment, penaltyPaidMinor: instalment.penaltyPaidMinor + minor };
  if (part === 'fee') return { ...instalment, feePaidMinor: instalment.feePaidMinor + minor };
  if (part === 'interest') return { ...instalment, interestPaidMinor: instalment.interestPaidMinor + minor };
  return { ...instalment, principalPaidMinor: instalment.principalPaidMinor + minor };
}

/**
 * What of an instalment's interest the days before `to` have earned: by calendar days, rounded down, all of it on the due day. A function of
 * the date alone, so it is the same however the days were split.
 */
export function earnedBefore({ from, dueOn, interestMinor }: InstalmentDue, to: BusinessDate): bigint {
  if (to >= dueOn || from === dueOn) return interestMinor;
  if (to <= from) return 0n;
  return minMinor(
    interestMinor,
    (interestMinor * BigInt(daysBetween(from, to))) / BigInt(daysBetween(from, dueOn)),
  );
}
