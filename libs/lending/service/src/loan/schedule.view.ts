import { formatMinor, formatRate, type BusinessDate, type CurrencyCode } from '@fanxing/kernel';
import {
  annualRateOf,
  annualRatesOf,
  makeSchedule,
  planTerms,
  ratesOfCashflows,
  type AnnualRates,
  type InstalmentSchedule,
  type Payout,
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
  readonly upfrontFee: MoneyView;
  readonly paidOut: MoneyView;
  readonly annualRate: string;
  readonly apr: string;
  readonly irr: string;
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

/** The one payment of a loan by the day that is drawn on `from`. */
export function scheduleView(
  schedule: Schedule,
  from: BusinessDate,
  currency: CurrencyCode,
  payout: Payout,
): ScheduleView {
  const money = moneyIn(currency);
  const { simple, compound } = dayRates(schedule, from, payout);
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
    ...payoutView(payout, currency),
    annualRate: formatRate(schedule.annualRate),
    apr: formatRate(simple),
    irr: formatRate(compound),
  };
}

/** With nothing charged for paying out, the simple rate is the agreed one: cents that were rounded are no price. */
export function dayRates(
  { instalments, annualRate }: Schedule,
  disbursedOn: BusinessDate,
  { paidOutMinor, feeMinor }: Payout,
): AnnualRates {
  const rates = ratesOfCashflows({
    receivedMinor: paidOutMinor,
    disbursedOn,
    every: { unit: 'day', count: 1 },
    payments: instalments,
  });
  return feeMinor === 0n ? { ...rates, simple: annualRate } : rates;
}

function payoutView({ feeMinor, paidOutMinor }: Payout, currency: CurrencyCode) {
  const money = moneyIn(currency);
  return { upfrontFee: money(feeMinor), paidOut: money(paidOutMinor) };
}
/** The instalments of a drawdown that is only looked at. */
export function plannedView(schedule: InstalmentSchedule, input: PlanInput, payout: Payout): ScheduleView {
  const money = moneyIn(input.currency);
  const { totals, upfrontFeesMinor } = schedule;
  const { simple, compound } = annualRatesOf(schedule, planTerms(input));
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
    fee: money(totals.feesMinor - upfrontFeesMinor),
    total: money(totals.totalMinor - upfrontFeesMinor),
    ...payoutView(payout, input.currency),
    annualRate: formatRate(annualRateOf(input.dailyRate)),
    apr: formatRate(simple),
    irr: formatRate(compound),
  };
}

/** The instalments of a loan as they stand: early repayments and new terms in them. */
export function planView(loan: ServicedLoan, payout: Payout): ScheduleView {
  const money = moneyIn(loan.currency);
  const { simple, compound } = ratesOf(loan, payout);
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
    ...payoutView(payout, loan.currency),
    annualRate: formatRate(annualRateOf(loan.dailyRate)),
    apr: formatRate(simple),
    irr: formatRate(compound),
  };
}

/** Of the plan as it was agreed last, over what was paid out. */
function ratesOf(
  { plan, principalMinor, currency, dailyRate, rounding, drawnOn: from }: ServicedLoan,
  { feeMinor: upfrontFeeMinor }: Payout,
): AnnualRates {
  if (!plan) return { simple: annualRateOf(dailyRate), compound: annualRateOf(dailyRate) };
  const terms = planTerms({ plan, principalMinor, currency, dailyRate, rounding, from, upfrontFeeMinor });
  return annualRatesOf(makeSchedule(terms), terms);
}

export function moneyIn(currency: CurrencyCode): (minor: bigint) => MoneyView {
  return (minor) => ({ amount: formatMinor(minor, currency), currency });
}
