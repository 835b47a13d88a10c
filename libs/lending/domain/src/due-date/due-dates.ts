import { addDays, addMonths, type BusinessDate } from '@fanxing/kernel';
import { movedDueDate, type BusinessDayCalendar } from './business-days.js';

/** The time from one due date to the next. */
export interface Frequency {
  readonly unit: 'day' | 'week' | 'month';
  readonly count: number;
}

/** One interest period; it runs from `from` (included) to `to` (excluded), and what it costs is due on `to`. */
export interface Period {
  /** Counts from 1. */
  readonly number: number;
  readonly from: BusinessDate;
  readonly to: BusinessDate;
}

export interface PeriodInput {
  readonly disbursedOn: BusinessDate;
  /** Left out: one full period after the disbursement. */
  readonly firstDueOn?: BusinessDate;
  readonly every: Frequency;
  readonly periods: number;
  /** Due dates that were agreed before, one for each period: they stay as they are, and nothing is counted. */
  readonly dueDates?: readonly BusinessDate[];
  /** Left out: due dates stay where they fall. */
  readonly calendar?: BusinessDayCalendar;
}

/**
 * The interest periods of a loan. Dates are counted from the first one each time, so a loan due on the 31st is due on the 30th or
 * 28th in shorter months and on the 31st again after. A date moved for a holiday moves the interest with it: nobody pays for
 * a day in two periods or in none.
 */
export function interestPeriods(input: PeriodInput): Period[] {
  const { disbursedOn, firstDueOn, every, calendar, dueDates } = input;
  const periods: Period[] = [];
  let from = disbursedOn;
  for (let number = 1; number <= input.periods; number += 1) {
    const date =
      firstDueOn === undefined ? later(disbursedOn, every, number) : later(firstDueOn, every, number - 1);
    const to = dueDates?.[number - 1] ?? (calendar ? movedAfter(from, date, calendar) : date);
    periods.push({ number, from, to });
    from = to;
  }
  return periods;
}

/** A date can not make way to before the period that it ends: then it goes forward. */
function movedAfter(from: BusinessDate, date: BusinessDate, calendar: BusinessDayCalendar): BusinessDate {
  const moved = movedDueDate(date, calendar);
  return moved > from ? moved : movedDueDate(date, { ...calendar, convention: 'following' });
}

/** Whether the first period is as long as the others, before any holiday is looked at. */
export function firstPeriodIsFull({ disbursedOn, firstDueOn, every }: PeriodInput): boolean {
  return firstDueOn === undefined || firstDueOn === later(disbursedOn, every, 1);
}

/** The date so many times the frequency later. */
export function later(date: BusinessDate, { unit, count }: Frequency, times: number): BusinessDate {
  if (unit === 'month') return addMonths(date, count * times);
  return addDays(date, count * times * (unit === 'week' ? 7 : 1));
}
