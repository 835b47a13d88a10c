import { addDays, type BusinessDate, type Rate, type Rounding } from '@fanxing/kernel';
import { roundInterest } from '../accrual/accrue-days.js';

/** One payment of a schedule; amounts in minor units. */
export interface Instalment {
  /** Counts from 1. */
  readonly number: number;
  readonly dueOn: BusinessDate;
  /** How many days of interest it holds. */
  readonly days: number;
  readonly principalMinor: bigint;
  readonly interestMinor: bigint;
  readonly totalMinor: bigint;
  /** Principal that is left after it. */
  readonly balanceMinor: bigint;
}

export interface Schedule {
  readonly instalments: readonly Instalment[];
  readonly totals: {
    readonly principalMinor: bigint;
    readonly interestMinor: bigint;
    readonly totalMinor: bigint;
  };
  /** The simple annual rate (单利) to show: the daily rate × 365. */
  readonly annualRate: Rate;
}

/**
 * What a drawdown on a revolving line costs if it is kept until it falls due: all principal, and interest for every day
 * from the day it was drawn to the day before it is due. Paid back earlier it costs less. Rounding: the interest, once,
 * as named; it equals what daily accrual books over the same days.
 */
export function revolvingSchedule(input: {
  readonly principalMinor: bigint;
  readonly dailyRate: Rate;
  readonly drawnOn: BusinessDate;
  readonly termDays: number;
  readonly rounding: Rounding;
}): Schedule {
  const { principalMinor, dailyRate, drawnOn, termDays, rounding } = input;
  const exactUnits = principalMinor * dailyRate.units * BigInt(termDays);
  const interestMinor = roundInterest(exactUnits, rounding);
  const totals = { principalMinor, interestMinor, totalMinor: principalMinor + interestMinor };
  const dueOn = addDays(drawnOn, termDays);
  return {
    instalments: [{ number: 1, dueOn, days: termDays, ...totals, balanceMinor: 0n }],
    totals,
    annualRate: annualRateOf(dailyRate),
  };
}

/** The simple annual rate of a daily one, by ACT/365; exact. */
export function annualRateOf(dailyRate: Rate): Rate {
  return { units: dailyRate.units * 365n };
}
