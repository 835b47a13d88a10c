import { daysBetween, rateDecimals, type BusinessDate, type Rate } from '@fanxing/kernel';
import { later, type Frequency } from '../due-date/due-dates.js';
import type { InstalmentSchedule } from './make-schedule.js';
import type { ScheduleTerms } from './schedule-terms.js';

/**
 * What a loan costs a year, with all that the borrower pays for it and the principal that is left after each instalment: what
 * the People's Bank of China asks every lender to show (中国人民银行公告〔2021〕第3号, 2021-03-31: 贷款年化利率应以对借款人收取的所有贷款成本与
 * 其实际占用的贷款本金的比例计算). Once simple, once compound.
 */
export interface AnnualRates {
  /**
   * 年化利率（单利）: the internal rate of one unit period × the unit periods in a year (the actuarial method of US
   * Regulation Z, appendix J). The unit period is that of the instalments; for a single payment it is the term, at most a year.
   */
  readonly simple: Rate;
  /** 年化利率（复利）: the internal rate of return by calendar days over 365, as spreadsheets' XIRR has it. */
  readonly compound: Rate;
}

/** Rates are shown to 10⁻⁸; they are figures about money, not money. */
const shownDecimals = 8;
const daysInYear = 365;
const unitPeriodsInYear = { day: 365, week: 52, month: 12 } as const;
const daysInUnit = { day: 1, week: 7, month: 30 } as const;

/** What reaches a borrower, and what comes back when. */
export interface Cashflows {
  /** What reached the borrower on `disbursedOn`, in minor units. */
  readonly receivedMinor: bigint;
  readonly disbursedOn: BusinessDate;
  /** The time from one payment to the next; of a single payment it does not matter. */
  readonly every: Frequency;
  readonly payments: readonly { readonly dueOn: BusinessDate; readonly totalMinor: bigint }[];
}

/** Both rates of a schedule, rounded to 8 decimals. Zero where nothing is paid for the money. */
export function annualRatesOf(schedule: InstalmentSchedule, terms: ScheduleTerms): AnnualRates {
  return ratesOfCashflows({
    receivedMinor: terms.principalMinor - schedule.upfrontFeesMinor,
    disbursedOn: terms.disbursedOn,
    every: terms.every,
    payments: schedule.instalments,
  });
}

/** Both rates of any payments. */
export function ratesOfCashflows({ receivedMinor, disbursedOn, every, payments }: Cashflows): AnnualRates {
  const received = Number(receivedMinor);
  const amounts = payments.map(({ totalMinor }) => Number(totalMinor));
  const dueDates = payments.map(({ dueOn }) => dueOn);
  const years = dueDates.map((dueOn) => daysBetween(disbursedOn, dueOn) / daysInYear);
  const { inYear, times } = unitPeriods(dueDates, every, disbursedOn);
  return {
    simple: shownRate(internalRate(received, amounts, times) * inYear),
    compound: shownRate(internalRate(received, amounts, years)),
  };
}

/**
 * When each payment comes, counted in unit periods. A first period of another length is counted back from the first payment:
 * whole unit periods, then the days that are left over days of a unit period, a month for 30 (appendix J, (b)(5)).
 */
function unitPeriods(
  dueDates: readonly BusinessDate[],
  every: Frequency,
  disbursedOn: BusinessDate,
): { readonly inYear: number; readonly times: readonly number[] } {
  const [first = disbursedOn] = dueDates;
  if (dueDates.length === 1) {
    const years = daysBetween(disbursedOn, first) / daysInYear;
    return years <= 1 ? { inYear: 1 / years, times: [1] } : { inYear: 1, times: [years] };
  }
  const firstLength = first === later(disbursedOn, every, 1) ? 1 : countedBack(first, disbursedOn, every);
  return {
    inYear: unitPeriodsInYear[every.unit] / every.count,
    times: dueDates.map((_, index) => firstLength + index),
  };
}

function countedBack(first: BusinessDate, disbursedOn: BusinessDate, every: Frequency): number {
  let whole = 0;
  while (later(first, every, -(whole + 1)) >= disbursedOn) whole += 1;
  const daysLeft = daysBetween(disbursedOn, later(first, every, -whole));
  return whole + daysLeft / (daysInUnit[every.unit] * every.count);
}

/** `r` with `received = Σ amount / (1 + r)^time`: Newton's method, kept between two bounds that close in. */
function internalRate(received: number, amounts: readonly number[], times: readonly number[]): number {
  const excess = (rate: number): number =>
    amounts.reduce((sum, amount, index) => sum + amount * (1 + rate) ** -(times[index] ?? 0), -received);
  const slope = (rate: number): number =>
    amounts.reduce((sum, amount, index) => {
      const time = times[index] ?? 0;
      return sum - time * amount * (1 + rate) ** (-time - 1);
    }, 0);
  if (excess(0) <= 0) return 0;
  let [low, high] = [0, 1];
  while (excess(high) > 0 && high < 1e12) [low, high] = [high, high * 4];
  let rate = low;
  for (let round = 0; round < 200; round += 1) {
    const value = excess(rate);
    if (value > 0) low = rate;
    else high = rate;
    const newton = rate - value / slope(rate);
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - rate) < 1e-13 * (1 + next)) return next;
    rate = next;
  }
  return rate;
}

function shownRate(rate: number): Rate {
  const scale = 10 ** shownDecimals;
  return { units: BigInt(Math.round(rate * scale)) * 10n ** BigInt(rateDecimals - shownDecimals) };
}
