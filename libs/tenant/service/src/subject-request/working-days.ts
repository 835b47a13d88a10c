import {
  addDays,
  businessDateAt,
  daysBetween,
  fromEpochMs,
  toEpochMs,
  type BusinessDate,
  type Instant,
} from '@fanxing/kernel';

const msPerDay = 86_400_000;

/**
 * The moment that is so many working days later: Saturdays and Sundays of the time zone do not count. Public holidays
 * count as working days, so a deadline is never later than the law's.
 */
export function afterWorkingDays(from: Instant, timeZone: string, workingDays: number): Instant {
  const first = businessDateAt(from, timeZone);
  let day = first;
  for (let left = workingDays; left > 0;) {
    day = addDays(day, 1);
    if (isWorkingDay(day)) left -= 1;
  }
  return fromEpochMs(toEpochMs(from) + daysBetween(first, day) * msPerDay);
}

function isWorkingDay(day: BusinessDate): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}
