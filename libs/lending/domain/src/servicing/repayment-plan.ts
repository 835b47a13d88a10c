import {
  formatMinor,
  formatRate,
  applyRate,
  type BusinessDate,
  type CurrencyCode,
  type Rate,
  type Rounding,
  parseRate,
} from '@fanxing/kernel';
import { saturdayAndSunday } from '../due-date/business-days.js';
import { firstDueDateOn } from '../due-date/first-due-day.js';
import { annualRateOf } from '../schedule/revolving-schedule.js';
import { makeSchedule, type InstalmentSchedule, type PlannedInstalment } from '../schedule/make-schedule.js';
import { parseScheduleTerms } from '../schedule/parse-schedule-terms.js';
import type { ScheduleMethod, ScheduleTerms } from '../schedule/schedule-terms.js';

/** How a product's loans come back in instalments; rates and amounts are decimal strings. It is JSON as it stands in the terms. */
export interface RepaymentPlan {
  readonly method: string;
  readonly periods: number;
  readonly every: { readonly unit: string; readonly count: number };
  readonly interest?: string | null | undefined;
  readonly dayCount?: string | null | undefined;
  readonly graceOnPrincipal?: number | null | undefined;
  readonly graceOnInterest?: number | null | undefined;
  /** So many first instalments ask for nothing at all. */
  readonly moratorium?: number | null | undefined;
  /** The day of the month, or of the week, on which instalments fall due; left out: counted from the disbursement. */
  readonly dueDay?: number | null | undefined;
  /** With a due day: the first period has at least so many days. */
  readonly firstPeriodMinDays?: number | null | undefined;
  /** How due dates make way for days without business; left out: they stay where they fall. */
  readonly holidays?: PlanHolidays | null | undefined;
  /** As they were when the loan was drawn, once new terms have brought newer ones. */
  readonly firstHolidays?: PlanHolidays | null | undefined;
  /** `FIRST` or `LAST`: the instalment that takes what rounding leaves over. */
  readonly remainder?: string | null | undefined;
  /** Added to each instalment: an amount, or a part of the principal. */
  readonly feeAmount?: string | null | undefined;
  readonly feeRate?: string | null | undefined;
  readonly instalmentMultipleOf?: string | null | undefined;
  /** `balloon`: the part of the principal that comes with the last instalment on top. */
  readonly balloonRate?: string | null | undefined;
  /** `step-up`: totals grow by `rate` after every `everyInstalments`. */
  readonly step?: { readonly rate: string; readonly everyInstalments: number } | null | undefined;
}

/**
 * The days without business as they were published when a loan was drawn. Due dates past those days make way for weekends
 * alone: a loan runs longer than any government plans its holidays, and an agreed day does not move by itself.
 */
export interface PlanHolidays {
  /** The calendar's code. */
  readonly calendar: string;
  readonly convention: string;
  readonly weekend?: readonly number[] | null | undefined;
  readonly dates?: readonly string[] | null | undefined;
  readonly workdays?: readonly string[] | null | undefined;
}

export interface PlanInput {
  readonly plan: RepaymentPlan;
  readonly principalMinor: bigint;
  readonly currency: CurrencyCode;
  readonly dailyRate: Rate;
  readonly rounding: Rounding;
  readonly from: BusinessDate;
  /** Those that were agreed, one for each period; left out: counted from `from`. */
  readonly dueDates?: readonly BusinessDate[];
  /** Left out: as the plan has it. */
  readonly periods?: number;
  /** Of the principal, what the borrower did not receive; it is part of what the loan costs. */
  readonly upfrontFeeMinor?: bigint;
}

/** The terms of a plan's schedule. The yearly rate is the daily one × 365 (单利). Fails with INPUT_INVALID where a plan makes no sense. */
export function planTerms(input: PlanInput): ScheduleTerms {
  const { plan, principalMinor, currency, dailyRate, rounding, from, dueDates } = input;
  const periods = input.periods ?? plan.periods;
  const balloonMinor = applyRate(principalMinor, parseRate(plan.balloonRate ?? '0'), 'down');
  const given = wordOf(plan.method);
  // Of a principal so small that its balloon is nothing, equal instalments are left.
  const method = given === 'balloon' && balloonMinor === 0n ? 'equal-instalment' : given;
  const terms = parseScheduleTerms({
    principal: formatMinor(principalMinor, currency),
    currency,
    annualRate: formatRate(annualRateOf(dailyRate)),
    dayCount: plan.dayCount ?? 'ACT/365',
    method,
    periods,
    every: { unit: wordOf(plan.every.unit), count: plan.every.count },
    disbursedOn: from,
    ...firstDueOnOf(input),
    interest: wordOf(plan.interest ?? 'DAILY'),
    graceOnPrincipal: Math.min(plan.graceOnPrincipal ?? 0, periods - 1),
    graceOnInterest: Math.min(plan.graceOnInterest ?? 0, periods - 1),
    moratorium: Math.min(plan.moratorium ?? 0, periods - 1),
    fees: feesOfPlan(input),
    ...(plan.instalmentMultipleOf ? { instalmentMultipleOf: plan.instalmentMultipleOf } : {}),
    rounding,
    remainder: wordOf(plan.remainder ?? 'LAST'),
    ...(plan.holidays ? { holidays: holidaysOf(plan.holidays) } : {}),
    ...(method === 'balloon' ? { balloon: formatMinor(balloonMinor, currency) } : {}),
    ...(method === 'step-up' ? { step: plan.step } : {}),
  });
  return dueDates ? { ...terms, dueDates } : terms;
}

function firstDueOnOf({ plan, from, dueDates }: PlanInput): { firstDueOn?: BusinessDate | undefined } {
  if (dueDates) return { firstDueOn: dueDates[0] };
  if (!plan.dueDay) return {};
  const unit = plan.every.unit === 'WEEK' ? 'week' : 'month';
  const fixed = { dueDay: plan.dueDay, firstPeriodMinDays: plan.firstPeriodMinDays ?? 0 };
  return { firstDueOn: firstDueDateOn(from, { unit }, fixed) };
}

function feesOfPlan({ plan, currency, upfrontFeeMinor = 0n }: PlanInput): Record<string, string>[] {
  const charged = 'instalment';
  return [
    ...(plan.feeAmount ? [{ charged, amount: plan.feeAmount }] : []),
    ...(plan.feeRate ? [{ charged, rate: plan.feeRate }] : []),
    ...(upfrontFeeMinor > 0n
      ? [{ charged: 'disbursement', amount: formatMinor(upfrontFeeMinor, currency) }]
      : []),
  ];
}

function holidaysOf({ convention, weekend, dates, workdays }: PlanHolidays) {
  return {
    convention: wordOf(convention),
    weekend: weekend ?? saturdayAndSunday,
    dates: dates ?? [],
    workdays: workdays ?? [],
  };
}

export function planSchedule(input: PlanInput): InstalmentSchedule {
  return makeSchedule(planTerms(input));
}

/** Methods whose instalments are of a size, so that fewer of them can be asked for instead of smaller ones. */
const sized: readonly ScheduleMethod[] = ['equal-instalment', 'equal-principal', 'flat', 'step-up'];

/**
 * What is left of a loan after early principal: the plan over the remaining due days, or over the fewest of them with which no instalment
 * becomes larger than `largestMinor`.
 */
export function remainingSchedule(
  input: PlanInput & { readonly periods: number },
  choice: 'RECOMPUTE' | 'SHORTEN',
  largestMinor: bigint,
): readonly PlannedInstalment[] {
  const method = wordOf(input.plan.method) as ScheduleMethod;
  if (choice === 'SHORTEN' && sized.includes(method)) {
    for (let periods = 1; periods < input.periods; periods += 1) {
      const { instalments } = planSchedule({ ...input, periods });
      if (instalments.every(({ totalMinor }) => totalMinor <= largestMinor)) return instalments;
    }
  }
  return planSchedule(input).instalments;
}

/** `EQUAL_INSTALMENT` as the schedules' `equal-instalment`. */
function wordOf(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}
