import { fromEpochMs, type Instant } from '@fanxing/kernel';
import { invalid } from '../manifest/invalid.js';
import { dateReader, type ReadDate } from './date-format.js';
import { wallClock, wallTimeMs } from './local-time.js';

const literal = /^\d{4}-\d{2}-\d{2}([T ]|$)/;
const keptMax = 20_000;

/** Whether a manifest's `at` or `asOf` is a date for all rows and not the name of a column. */
export function isDateLiteral(text: string): boolean {
  return literal.test(text);
}

/** A date in the manifest itself; without a time it is 00:00 in the bank's time zone. Fails with INPUT_INVALID. */
export function literalInstant(text: string, timeZone: string, path: string): Instant {
  const instant = instantReader('iso', timeZone, path)(text);
  if (instant === undefined) throw invalid(`"${text}" is not a date that exists, such as 2005-09-30`, path);
  return instant;
}

/**
 * Reads the cells of a date column: what has no offset is wall time of the bank's time zone, what has no time is
 * 00:00. Undefined for a cell that says no date, or a day that does not exist.
 */
export function instantReader(
  format: string | undefined,
  timeZone: string,
  path: string,
): (text: string) => Instant | undefined {
  const read = dateReader(format, path);
  const clock = wallClock(timeZone);
  const kept = new Map<string, Instant | undefined>();
  return (text) => {
    if (kept.has(text)) return kept.get(text);
    const instant = toInstant(read(text), clock);
    if (kept.size >= keptMax) kept.clear();
    kept.set(text, instant);
    return instant;
  };
}

function toInstant(date: ReadDate | undefined, clock: (wallMs: number) => Instant): Instant | undefined {
  if (date === undefined) return undefined;
  if ('epochMs' in date) return fromEpochMs(date.epochMs);
  const wallMs = wallTimeMs(date.wall);
  if (wallMs === undefined) return undefined;
  return date.offsetMs === undefined ? clock(wallMs) : fromEpochMs(wallMs - date.offsetMs);
}
