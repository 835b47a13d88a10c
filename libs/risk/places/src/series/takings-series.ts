import { addDays, daysBetween, Fault, weekdayOf, type BusinessDate } from '@fanxing/kernel';
import type { HolidayCalendar } from './holiday-calendar.js';

export interface DayTakings {
  readonly on: BusinessDate;
  /** What the shop took in that day, in minor units; 0 on a day on which it stayed shut. */
  readonly minor: bigint;
}

/** A shop's takings day by day, ready for statistics: position 0 is `from`, every later day has its position. */
export interface TakingsSeries {
  readonly from: BusinessDate;
  /** The first day that is not known any more: forecasts begin here. */
  readonly until: BusinessDate;
  /** Natural logarithm of the day's minor units; NaN where nothing was taken in or nothing is known. */
  readonly logs: Float64Array;
  /** 1 for a public holiday or a weekend's day that is worked: it says little about other days. */
  readonly isSpecial: Uint8Array;
  /** 0 for Monday to 6 for Sunday at position 0. */
  readonly weekdayOfFirst: number;
  readonly openDays: number;
  /** Days between the first and the last of which no figure was given. */
  readonly missingDays: number;
}

/** Two weeks: each day of the week has been seen twice. */
export const openDaysMin = 14;
/** Ten years: longer series are a mistake of units sooner than a shop. */
export const spanDaysMax = 3_660;

/**
 * Reads daily takings in the order of the calendar. A day that is left out counts as one without takings, as payment companies
 * write it, and is counted in `missingDays`. Fails with TAKINGS_NEGATIVE, TAKINGS_DAY_TWICE, TAKINGS_OUT_OF_ORDER,
 * TAKINGS_TOO_FEW or TAKINGS_TOO_MANY; `path` is where the list stands in the input.
 */
export function readTakings(
  days: readonly DayTakings[],
  calendar: HolidayCalendar,
  path = 'takings',
): TakingsSeries {
  mustBeInOrder(days, path);
  const first = days[0];
  const last = days.at(-1);
  if (first === undefined || last === undefined)
    throw new Fault('TAKINGS_TOO_FEW', { days: 0, daysMin: openDaysMin }, path);
  const length = daysBetween(first.on, last.on) + 1;
  if (length > spanDaysMax) throw new Fault('TAKINGS_TOO_MANY', { days: length, daysMax: spanDaysMax }, path);
  const logs = new Float64Array(length).fill(NaN);
  let openDays = 0;
  for (const { on, minor } of days) {
    if (minor === 0n) continue;
    logs[daysBetween(first.on, on)] = Math.log(Number(minor));
    openDays += 1;
  }
  if (openDays < openDaysMin)
    throw new Fault('TAKINGS_TOO_FEW', { days: openDays, daysMin: openDaysMin }, path);
  return {
    from: first.on,
    until: addDays(last.on, 1),
    logs,
    isSpecial: Uint8Array.from(logs, (_, at) => (isSpecialDay(addDays(first.on, at), calendar) ? 1 : 0)),
    weekdayOfFirst: weekdayOf(first.on) - 1,
    openDays,
    missingDays: length - days.length,
  };
}

export function isSpecialDay(day: BusinessDate, { holidays, workdays }: HolidayCalendar): boolean {
  return holidays.has(day) || workdays.has(day);
}

/** 0 for Monday to 6 for Sunday; positions past the end are days to come. */
export function weekdayAt({ weekdayOfFirst }: TakingsSeries, position: number): number {
  return (weekdayOfFirst + position) % 7;
}

function mustBeInOrder(days: readonly DayTakings[], path: string): void {
  days.forEach(({ on, minor }, at) => {
    if (minor < 0n) throw new Fault('TAKINGS_NEGATIVE', {}, `${path}[${at}].amount`);
    const before = days[at - 1]?.on;
    if (before === undefined || on > before) return;
    if (on === before) throw new Fault('TAKINGS_DAY_TWICE', { on }, `${path}[${at}].on`);
    throw new Fault('TAKINGS_OUT_OF_ORDER', { on, before }, `${path}[${at}].on`);
  });
}
