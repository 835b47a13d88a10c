import { Fault } from '../fault/fault.js';
import { parseBusinessDate, type BusinessDate } from './business-date.js';
import { fromEpochMs, toEpochMs, type Instant } from './instant.js';

const minuteMs = 60_000;
const dayMinutes = 24 * 60;
const pattern = /^(\d{2}):(\d{2})$/;

/** What a clock on the wall of a time zone shows. */
export interface WallTime {
  readonly date: BusinessDate;
  /** Minutes since the wall's midnight, 0 to 1439. */
  readonly minutes: number;
}

/** Reads `HH:MM`, 00:00 to 24:00, as minutes since midnight. Fails with INPUT_INVALID. */
export function parseWallMinutes(text: string, path?: string): number {
  const [, hours, minutes] = pattern.exec(text) ?? [];
  const total = Number(hours) * 60 + Number(minutes);
  if (Number(minutes) < 60 && total <= dayMinutes) return total;
  throw new Fault('INPUT_INVALID', { problem: 'a time of day is HH:MM, 00:00 to 24:00' }, path);
}

export function formatWallMinutes(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Day and time of day in an IANA time zone at an instant. */
export function wallTimeAt(instant: Instant, timeZone: string): WallTime {
  const [date = '', time = ''] = wallFormat(timeZone).format(new Date(instant)).split(', ');
  return { date: parseBusinessDate(date), minutes: parseWallMinutes(time) };
}

/**
 * The instant at which the wall of a time zone shows a time of a day. A time that a change to summer time leaves out is the moment of
 * the change; one that comes twice is its first.
 */
export function instantAt(date: BusinessDate, minutes: number, timeZone: string): Instant {
  const asIfUtc = Date.parse(`${date}T00:00:00Z`) + minutes * minuteMs;
  const before = asIfUtc - offsetMsAt(asIfUtc - dayMinutes * minuteMs, timeZone);
  if (before + offsetMsAt(before, timeZone) === asIfUtc) return fromEpochMs(before);
  const after = asIfUtc - offsetMsAt(asIfUtc + dayMinutes * minuteMs, timeZone);
  if (after + offsetMsAt(after, timeZone) === asIfUtc) return fromEpochMs(after);
  return changeBetween(after, before, timeZone);
}

/** By how much the wall is ahead of UTC. */
function offsetMsAt(epochMs: number, timeZone: string): number {
  const { date, minutes } = wallTimeAt(fromEpochMs(epochMs), timeZone);
  const wallMs = Date.parse(`${date}T00:00:00Z`) + minutes * minuteMs;
  return wallMs - Math.floor(epochMs / minuteMs) * minuteMs;
}

/** The moment at which the offset changes, by halving: `from` still has the old one, `to` the new. */
function changeBetween(from: number, to: number, timeZone: string): Instant {
  const old = offsetMsAt(from, timeZone);
  let [low, high] = [from, to];
  while (high - low > minuteMs) {
    const middle = Math.floor((low + high) / 2 / minuteMs) * minuteMs;
    if (offsetMsAt(middle, timeZone) === old) low = middle;
    else high = middle;
  }
  return fromEpochMs(high);
}

/** The same instant so many days of 24 hours later. */
export function addDaysTo(instant: Instant, days: number): Instant {
  return fromEpochMs(toEpochMs(instant) + days * dayMinutes * minuteMs);
}

const wallFormats = new Map<string, Intl.DateTimeFormat>();

function wallFormat(timeZone: string): Intl.DateTimeFormat {
  let format = wallFormats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    wallFormats.set(timeZone, format);
  }
  return format;
}
