import { Fault } from '../fault/fault.js';

declare const businessDateBrand: unique symbol;

/** A calendar day in the tenant's own books, `YYYY-MM-DD`. It is not an instant and has no time zone. */
export type BusinessDate = string & { readonly [businessDateBrand]: true };

const pattern = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Reads `YYYY-MM-DD` and refuses days that do not exist. Fails with DATE_MALFORMED. */
export function parseBusinessDate(text: string, path?: string): BusinessDate {
  const match = pattern.exec(text);
  if (match) {
    const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
    const exists = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
    if (year >= 1900 && exists) return text as BusinessDate;
  }
  throw new Fault('DATE_MALFORMED', { date: text }, path);
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

/**
 * The same day of the month so many months later, or that month's last day when it is shorter: the 31st of January and
 * one month is the 28th or 29th of February. Count from the first date of a series each time, so that the 31st comes back.
 */
export function addMonths(date: BusinessDate, months: number): BusinessDate {
  const { year, month, day } = partsOf(date);
  const count = year * 12 + (month - 1) + months;
  const [inYear, inMonth] = [Math.floor(count / 12), (count % 12) + 1];
  return write(inYear, inMonth, Math.min(day, daysInMonth(inYear, inMonth)));
}

/** Year, month (1 to 12) and day (from 1) of a date. */
export function partsOf(date: BusinessDate): {
  readonly year: number;
  readonly month: number;
  readonly day: number;
} {
  return {
    year: twoDigits(date, 0) * 100 + twoDigits(date, 2),
    month: twoDigits(date, 5),
    day: twoDigits(date, 8),
  };
}

/** Read by their character codes: a date is known to be well formed, and cutting it up would cost ten times as much. */
function twoDigits(date: BusinessDate, at: number): number {
  return (date.charCodeAt(at) - 48) * 10 + date.charCodeAt(at + 1) - 48;
}

/** 1 for Monday to 7 for Sunday (ISO 8601). */
export function weekdayOf(date: BusinessDate): number {
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

const daysInEra = 146_097;
/** Days from 0000-03-01, where the arithmetic below counts from, to 1970-01-01. */
const daysToEpoch = 719_468;

/** Days that were counted before, both ways: a bank's loans run on a few thousand of them, millions of times a night. */
const knownNumbers = new Map<BusinessDate, number>();
const knownDates = new Map<number, BusinessDate>();
const knownMax = 50_000;

function dayNumber(date: BusinessDate): number {
  const known = knownNumbers.get(date);
  if (known !== undefined) return known;
  if (knownNumbers.size >= knownMax) knownNumbers.clear();
  const days = countDays(date);
  knownNumbers.set(date, days);
  return days;
}

function fromDayNumber(days: number): BusinessDate {
  const known = knownDates.get(days);
  if (known !== undefined) return known;
  if (knownDates.size >= knownMax) knownDates.clear();
  const date = dateOfDay(days);
  knownDates.set(days, date);
  return date;
}

/**
 * Days since 1970-01-01. The year is taken to begin in March, so that the leap day is its last (the usual integer method
 * for the proleptic Gregorian calendar); several times as fast as `Date`, which schedules feel.
 */
function countDays(date: BusinessDate): number {
  const { year, month, day } = partsOf(date);
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * daysInEra + dayOfEra - daysToEpoch;
}

function dateOfDay(days: number): BusinessDate {
  const shifted = days + daysToEpoch;
  const era = Math.floor(shifted / daysInEra);
  const dayOfEra = shifted - era * daysInEra;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return write(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day);
}

function write(year: number, month: number, day: number): BusinessDate {
  const text = `${String(year).padStart(4, '0')}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}`;
  return text as BusinessDate;
}
