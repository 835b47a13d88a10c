import { addDays, addMonths, daysBetween, weekdayOf, type BusinessDate } from '@fanxing/kernel';
import type { HolidayCalendar } from '../series/holiday-calendar.js';
import type { TakingsSeries } from '../series/takings-series.js';
import { rhythmOf, type ShopRhythm } from './shop-rhythm.js';
import { daySpread, monthSpreads, type Spread } from './spreads.js';

/** Takings with the bounds between which four of five come to lie (80 %), in minor units, each rounded half up. */
export interface Expected {
  readonly minor: bigint;
  readonly lowMinor: bigint;
  readonly highMinor: bigint;
}

/** Of a day on which the shop opens. */
export interface DayForecast extends Expected {
  readonly on: BusinessDate;
  /** How likely the shop is to open, 0 to 1; the figures beside it are what the day brings if it does. */
  readonly openness: number;
}

export interface MonthForecast extends Expected {
  readonly from: BusinessDate;
  /** The first day after the month. */
  readonly until: BusinessDate;
}

export interface TakingsForecast {
  readonly days: readonly DayForecast[];
  readonly months: readonly MonthForecast[];
  readonly rhythm: ShopRhythm;
}

/** What moves a day's takings besides the shop's own rhythm, as differences of logarithms: -0.1 is about 10 % less. */
export interface Influence {
  readonly expected: number;
  /** How much further down, and up, the bounds may have to reach because the influence itself is not known exactly; 0 or more. */
  readonly doubtBelow: number;
  readonly doubtAbove: number;
}

export interface ForecastOptions {
  readonly calendar: HolidayCalendar;
  readonly influenceOn?: (day: BusinessDate) => Influence;
}

export const monthsAhead = 6;
const noInfluence: Influence = { expected: 0, doubtBelow: 0, doubtAbove: 0 };

/**
 * Six months from the first day that is not known: every day, and each month as a whole. A day's figure is the median of what an
 * open day brings (recent level × day of the week × holidays × influences); no trend is carried on, since in shops' takings a rise
 * of the last weeks says little about the next ones and a lender should not count on it. A month is the sum of the days' means.
 * Statistics are floats; each figure is rounded once, half up to the minor unit, where it becomes money.
 */
export function forecastTakings(series: TakingsSeries, options: ForecastOptions): TakingsForecast {
  const rhythm = rhythmOf(series);
  const days: DayForecast[] = [];
  const months: MonthForecast[] = [];
  for (let month = 0; month < monthsAhead; month += 1) {
    const from = addMonths(series.until, month);
    const until = addMonths(series.until, month + 1);
    const outlooks = Array.from({ length: daysBetween(from, until) }, (_, day) =>
      outlookOn(addDays(from, day), rhythm, options),
    );
    days.push(...outlooks.map((outlook) => dayOf(outlook, month, rhythm)));
    months.push(monthOf(outlooks, { from, until }, month, rhythm));
  }
  return { days, months, rhythm };
}

interface Outlook {
  readonly on: BusinessDate;
  readonly log: number;
  readonly openness: number;
  readonly influence: Influence;
}

function outlookOn(
  on: BusinessDate,
  rhythm: ShopRhythm,
  { calendar, influenceOn }: ForecastOptions,
): Outlook {
  const weekday = weekdayOf(on) - 1;
  const influence = influenceOn?.(on) ?? noInfluence;
  const special = calendar.holidays.has(on) || calendar.workdays.has(on) ? rhythm.holiday : 0;
  return {
    on,
    log: rhythm.level + rhythm.profile[weekday]! + special + influence.expected,
    openness: rhythm.openness[weekday]!,
    influence,
  };
}

/** The first month's days as they were measured; later ones with what the level may have moved by then. */
function dayOf(
  { on, log, openness, influence }: Outlook,
  month: number,
  { errors }: ShopRhythm,
): DayForecast {
  const reach = (side: keyof Spread): number => {
    const own = daySpread[side] * errors.day;
    return month === 0 ? own : Math.hypot(own, monthSpreads[month]![side] * errors.month);
  };
  return {
    on,
    openness,
    minor: minorOf(log),
    lowMinor: minorOf(log - reach('below') - influence.doubtBelow),
    highMinor: minorOf(log + reach('above') + influence.doubtAbove),
  };
}

function monthOf(
  outlooks: readonly Outlook[],
  span: Pick<MonthForecast, 'from' | 'until'>,
  month: number,
  { errors }: ShopRhythm,
): MonthForecast {
  const { below, above } = monthSpreads[month]!;
  const sum = (shift: (outlook: Outlook) => number): bigint => {
    const total = outlooks.reduce(
      (minor, outlook) => minor + outlook.openness * Math.exp(outlook.log + shift(outlook)),
      0,
    );
    return wholeMinor(total * errors.meanOverMedian);
  };
  return {
    ...span,
    minor: sum(() => 0),
    lowMinor: sum(({ influence }) => -below * errors.month - influence.doubtBelow),
    highMinor: sum(({ influence }) => above * errors.month + influence.doubtAbove),
  };
}

function minorOf(log: number): bigint {
  return wholeMinor(Math.exp(log));
}

/** Half up to the minor unit. */
function wholeMinor(minor: number): bigint {
  return BigInt(Math.round(minor));
}
