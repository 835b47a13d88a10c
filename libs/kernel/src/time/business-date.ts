import { Fault } from '../fault/fault.js';

declare const businessDateBrand: unique symbol;

/** A calendar day in the tenant's own books, `YYYY-MM-DD`. It is not an instant and has no time zone. */
export type BusinessDate = string & { readonly [businessDateBrand]: true };

const pattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const msPerDay = 86_400_000;

/** Reads `YYYY-MM-DD` and refuses days that do not exist. Fails with DATE_MALFORMED. */
export function parseBusinessDate(text: string, path?: string): BusinessDate {
  const match = pattern.exec(text);
  if (match) {
    const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
    const date = new Date(Date.UTC(year, month - 1, day));
    if (year >= 1900 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day)
      return text as BusinessDate;
  }
  throw new Fault('DATE_MALFORMED', { date: text }, path);
}

function dayNumber(date: BusinessDate): number {
  return Date.parse(`${date}T00:00:00Z`) / msPerDay;
}

function fromDayNumber(day: number): BusinessDate {
  return new Date(day * msPerDay).toISOString().slice(0, 10) as BusinessDate;
}

export function addDays(date: BusinessDate, days: number): BusinessDate {
  return fromDayNumber(dayNumber(date) + days);
}

/** Days from `from` (included) to `to` (excluded); negative when `to` is earlier. */
export function daysBetween(from: BusinessDate, to: BusinessDate): number {
  return dayNumber(to) - dayNumber(from);
}

/** Every day from `from` to `to`, `to` left out. */
export function* eachDay(from: BusinessDate, to: BusinessDate): Generator<BusinessDate> {
  for (let day = dayNumber(from), end = dayNumber(to); day < end; day += 1) yield fromDayNumber(day);
}
