import { addDays, daysBetween, Fault, partsOf, weekdayOf, type BusinessDate } from '@fanxing/kernel';

/**
 * Where a due date goes that falls on a day without business: the next business day; the next unless it is in another month,
 * then the one before; the one before.
 */
export type DueDateConvention = 'following' | 'modified-following' | 'preceding';

/** The days on which a tenant's borrowers can pay, as published for the years that it knows. */
export interface BusinessDayCalendar {
  readonly convention: DueDateConvention;
  /** Days of the week without business, 1 for Monday to 7 for Sunday. */
  readonly weekend: readonly number[];
  /** Further days without business. */
  readonly holidays: ReadonlySet<BusinessDate>;
  /** Days of a weekend that are worked all the same (调休). */
  readonly workdays: ReadonlySet<BusinessDate>;
  /** The last day that was published. A due date later than this is refused: guessing would move it without a word. */
  readonly knownUntil?: BusinessDate;
}

export const saturdayAndSunday: readonly number[] = [6, 7];

/** Longer than any run of holidays; a calendar without business for so long is a mistake. */
const longestClosureDays = 60;

/** The day on which something due on `date` is due. Fails with INPUT_INVALID past what the calendar knows. */
export function movedDueDate(date: BusinessDate, calendar: BusinessDayCalendar): BusinessDate {
  const { convention } = calendar;
  if (convention === 'preceding') return nearestBusinessDay(date, -1, calendar);
  const following = nearestBusinessDay(date, 1, calendar);
  const leavesMonth = partsOf(following).month !== partsOf(date).month;
  return convention === 'modified-following' && leavesMonth
    ? nearestBusinessDay(date, -1, calendar)
    : following;
}

export function isBusinessDay(date: BusinessDate, calendar: BusinessDayCalendar): boolean {
  if (calendar.holidays.has(date)) return false;
  return calendar.workdays.has(date) || !calendar.weekend.includes(weekdayOf(date));
}

function nearestBusinessDay(date: BusinessDate, step: 1 | -1, calendar: BusinessDayCalendar): BusinessDate {
  let day = date;
  while (daysBetween(date, day) * step <= longestClosureDays) {
    if (calendar.knownUntil !== undefined && day > calendar.knownUntil) {
      const problem = `the calendar of business days ends on ${calendar.knownUntil}, before ${day}`;
      throw new Fault('INPUT_INVALID', { problem }, 'holidays');
    }
    if (isBusinessDay(day, calendar)) return day;
    day = addDays(day, step);
  }
  const problem = `no day within ${longestClosureDays} days of ${date} is a business day`;
  throw new Fault('INPUT_INVALID', { problem }, 'holidays');
}
