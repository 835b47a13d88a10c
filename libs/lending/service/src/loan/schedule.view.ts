import { formatMinor, formatRate, type BusinessDate, type CurrencyCode } from '@fanxing/kernel';
import {
  annualRateOf,
  annualRatesOf,
  makeSchedule,
  planTerms,
  type InstalmentSchedule,
  type PlanInput,
  type Schedule,
  type ServicedLoan,
} from '@fanxing/lending-domain';
import type { MoneyView } from '../application/application.view.js';

export interface ScheduleView {
  readonly instalments: readonly InstalmentView[];
  readonly principal: MoneyView;
  readonly interest: MoneyView;
  readonly fee: MoneyView;
  readonly total: MoneyView;
  readonly annualRate: string;
  readonly apr: string;
}

interface InstalmentView {
  readonly number: number;
  readonly dueOn: BusinessDate;
  readonly days: number;
  readonly principal: MoneyView;
  readonly interest: MoneyView;
  readonly fee: MoneyView;
  readonly penalty: MoneyView;
  readonly paid: MoneyView;
  readonly total: MoneyView;
  readonly balance: MoneyView;
}

/** The one payment of a loan by the day. */
export function scheduleView(schedule: Schedule, currency: CurrencyCode): ScheduleView {
  const money = moneyIn(currency);
  const annualRate = formatRate(schedule.annualRate);
  return {
    instalments: schedule.instalments.map((instalment) => ({
      number: instalment.number,
      dueOn: instalment.dueOn,
      days: instalment.days,
      principal: money(instalment.principalMinor),
      interest: money(instalment.interestMinor),
      fee: money(0n),
      penalty: money(0n),
      paid: money(0n),
      total: money(instalment.totalMinor),
      balance: money(instalment.balanceMinor),
    })),
    principal: money(schedule.totals.principalMinor),
    interest: money(schedule.totals.interestMinor),
    fee: money(0n),
    total: money(schedule.totals.totalMinor),
    annualRate,
    apr: annualRate,
  };
}

/** The instalments of a drawdown that is only looked at. */
export function plannedView(schedule: InstalmentSchedule, input: PlanInput): ScheduleView {
  const money = moneyIn(input.currency);
  const { totals } = schedule;
  return {
    instalments: schedule.instalments.map((instalment) => ({
      number: instalment.number,
      dueOn: instalment.dueOn,
      days: instalment.days,
      principal: money(instalment.principalMinor),
      interest: money(instalment.interestMinor),
      fee: money(instalment.feesMinor),
      penalty: money(0n),
      paid: money(0n),
      total: money(instalment.totalMinor),
      balance: money(instalment.balanceMinor),
    })),
    principal: money(totals.principalMinor),
    interest: money(totals.interestMinor),
    fee: money(totals.feesMinor),
    total: money(totals.totalMinor),
    annualRate: formatRate(annualRateOf(input.dailyRate)),
    apr: formatRate(annualRatesOf(schedule, planTerms(input)).simple),
  };
}

/** The instalments of a loan as they stand: early repayments and new terms in them. */
export function planView(loan: ServicedLoan): ScheduleView {
  const money = moneyIn(loan.currency);
  const totals = { principal: 0n, interest: 0n, fee: 0n, total: 0n };
  let balanceMinor = loan.instalments.reduce((sum, each) => sum + each.principalMinor, 0n);
  const instalments = loan.instalments.map((each) => {
    const totalMinor = each.principalMinor + each.interestMinor + each.feeMinor + each.penaltyMinor;
    balanceMinor -= each.principalMinor;
    totals.principal += each.principalMinor;
    totals.interest += each.interestMinor;
    totals.fee += each.feeMinor;
    totals.total += totalMinor;
    return {
      number: each.number,
      dueOn: each.dueOn,
      days: each.days,
      principal: money(each.principalMinor),
      interest: money(each.interestMinor),
      fee: money(each.feeMinor),
      penalty: money(each.penaltyMinor),
      paid: money(
        each.principalPaidMinor + each.interestPaidMinor + each.feePaidMinor + each.penaltyPaidMinor,
      ),
      total: money(totalMinor),
      balance: money(balanceMinor),
    };
  });
  return {
    instalments,
    principal: money(totals.principal),
    interest: money(totals.interest),
    fee: money(totals.fee),
    total: money(totals.total),
    annualRate: formatRate(annualRateOf(loan.dailyRate)),
    apr: aprOf(loan),
  };
}

/** Of the plan as it was agreed last, over what was lent. */
function aprOf({ plan, principalMinor, currency, dailyRate, rounding, drawnOn: from }: ServicedLoan): string {
  if (!plan) return formatRate(annualRateOf(dailyRate));
  const terms = planTerms({ plan, principalMinor, currency, dailyRate, rounding, from });
  return formatRate(annualRatesOf(makeSchedule(terms), terms).simple);
}

export function moneyIn(currency: CurrencyCode): (minor: bigint) => MoneyView {
  return (minor) => ({ amount: formatMinor(minor, currency), currency });
}
