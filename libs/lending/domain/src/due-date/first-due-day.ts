import { addDays, addMonths, partsOf, weekdayOf, type BusinessDate } from '@fanxing/kernel';
import type { Frequency } from './due-dates.js';

/** A day on which a product's instalments always fall due. */
export interface FixedDueDay {
  /** With months the day of the month, 1 to 28; with weeks the day of the week, 1 for Monday to 7 for Sunday. */
  readonly dueDay: number;
  /** The first period has at least so many days, else it ends on the due day after. */
  readonly firstPeriodMinDays: number;
}

/** The first due date of a loan whose due day is fixed; its first period is as long as that makes it. */
export function firstDueDateOn(
  disbursedOn: BusinessDate,
  { unit }: Pick<Frequency, 'unit'>,
  { dueDay, firstPeriodMinDays }: FixedDueDay,
): BusinessDate {
  const earliest = addDays(disbursedOn, Math.max(firstPeriodMinDays, 1));
  if (unit === 'week') return addDays(earliest, (dueDay - weekdayOf(earliest) + 7) % 7);
  const inMonth = addDays(earliest, dueDay - partsOf(earliest).day);
  return inMonth >= earliest ? inMonth : addMonths(inMonth, 1);
}
