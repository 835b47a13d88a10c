import { formatMinor, formatRate } from '@fanxing/kernel';
import { annualRatesOf } from './annual-rates.js';
import { makeSchedule } from './make-schedule.js';
import type { ScheduleTerms } from './schedule-terms.js';

/** A schedule for people and programs; amounts and rates as decimal strings. */
export interface ShownSchedule {
  readonly instalments: readonly {
    readonly number: number;
    readonly dueOn: string;
    readonly days: number;
    readonly principal: string;
    readonly interest: string;
    readonly fees: string;
    readonly total: string;
    readonly balance: string;
  }[];
  /** Fees kept back at the disbursement are in `fees` and `total`. */
  readonly totals: {
    readonly principal: string;
    readonly interest: string;
    readonly fees: string;
    readonly total: string;
  };
  /** 年化利率（单利）. */
  readonly apr: string;
  /** 年化利率（复利）. */
  readonly irr: string;
}

/** The schedule of these terms, written out. */
export function showSchedule(terms: ScheduleTerms): ShownSchedule {
  const schedule = makeSchedule(terms);
  const amount = (minor: bigint): string => formatMinor(minor, terms.currency);
  const rates = annualRatesOf(schedule, terms);
  return {
    instalments: schedule.instalments.map((instalment) => ({
      number: instalment.number,
      dueOn: instalment.dueOn,
      days: instalment.days,
      principal: amount(instalment.principalMinor),
      interest: amount(instalment.interestMinor),
      fees: amount(instalment.feesMinor),
      total: amount(instalment.totalMinor),
      balance: amount(instalment.balanceMinor),
    })),
    totals: {
      principal: amount(schedule.totals.principalMinor),
      interest: amount(schedule.totals.interestMinor),
      fees: amount(schedule.totals.feesMinor),
      total: amount(schedule.totals.totalMinor),
    },
    apr: formatRate(rates.simple),
    irr: formatRate(rates.compound),
  };
}
