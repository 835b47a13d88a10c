import { Fault } from '../fault/fault.js';
import type { BusinessDate } from './business-date.js';

declare const instantBrand: unique symbol;

/** A moment, always UTC with milliseconds (`2026-11-22T08:00:00.000Z`), so that text order is time order. */
export type Instant = string & { readonly [instantBrand]: true };

/** The one way to ask what time it is. Called by use cases; domain code is given the answer. */
export interface Clock {
  now(): Instant;
}

const pattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** As instants are written, on a day that every month has: such a text is what it would be written as again. */
const written = /^\d{4}-\d{2}-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):\d{2}:\d{2}\.\d{3}Z$/;

/** Reads an RFC 3339 date-time with its offset. Fails with INSTANT_MALFORMED. */
export function parseInstant(text: string, path?: string): Instant {
  const ms = pattern.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new Fault('INSTANT_MALFORMED', { instant: text }, path);
  return written.test(text) ? (text as Instant) : fromEpochMs(ms);
}

export function fromEpochMs(ms: number): Instant {
  return new Date(ms).toISOString() as Instant;
}

export function toEpochMs(instant: Instant): number {
  return Date.parse(instant);
}

/** The calendar day that clocks on the wall of an IANA time zone show at an instant. */
export function businessDateAt(instant: Instant, timeZone: string): BusinessDate {
  return dayFormat(timeZone).format(new Date(instant)) as BusinessDate;
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

function dayFormat(timeZone: string): Intl.DateTimeFormat {
  let format = dayFormats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    dayFormats.set(timeZone, format);
  }
  return format;
}

/** Refuses a name that is not an IANA time zone. Fails with TIME_ZONE_UNKNOWN. */
export function parseTimeZone(text: string, path?: string): string {
  try {
    dayFormat(text);
    return text;
  } catch {
    throw new Fault('TIME_ZONE_UNKNOWN', { timeZone: text }, path);
  }
}
