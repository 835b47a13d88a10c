import { fromEpochMs, type Instant } from '@fanxing/kernel';

/** What clocks on the wall show; `month` from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

const msPerDay = 86_400_000;
/** Offsets are kept for each quarter of an hour: no zone changes its clocks in between. */
const bucketMs = 900_000;
const keptMax = 50_000;

/** Wall time as if it were UTC, in milliseconds; undefined for a day or an hour that does not exist. */
export function wallTimeMs(time: WallTime): number | undefined {
  const ms = Date.UTC(
    time.year,
    time.month - 1,
    time.day,
    time.hour,
    time.minute,
    time.second,
    time.millisecond,
  );
  const read = new Date(ms);
  const exists =
    time.year >= 1000 &&
    time.hour < 24 &&
    time.minute < 60 &&
    time.second < 60 &&
    read.getUTCMonth() === time.month - 1 &&
    read.getUTCDate() === time.day;
  return exists ? ms : undefined;
}

/**
 * Turns wall time of an IANA time zone into instants. A time that clocks show twice is the earlier one; one that
 * they skip is moved on by the gap, so that a day without midnight begins at its first moment.
 */
export function wallClock(timeZone: string): (wallMs: number) => Instant {
  const offsetAt = offsetReader(timeZone);
  return (wallMs) => {
    const before = offsetAt(wallMs - msPerDay);
    const after = offsetAt(wallMs + msPerDay);
    const candidates = [wallMs - before, wallMs - after].filter((ms) => ms + offsetAt(ms) === wallMs);
    return fromEpochMs(candidates.length === 0 ? wallMs - before : Math.min(...candidates));
  };
}

function offsetReader(timeZone: string): (utcMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const kept = new Map<number, number>();
  return (utcMs) => {
    const bucket = Math.floor(utcMs / bucketMs);
    const known = kept.get(bucket);
    if (known !== undefined) return known;
    const start = bucket * bucketMs;
    const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of format.formatToParts(start)) parts[type] = Number(value);
    const wall = Date.UTC(
      parts.year ?? 0,
      (parts.month ?? 1) - 1,
      parts.day,
      parts.hour,
      parts.minute,
      parts.second,
    );
    if (kept.size >= keptMax) kept.clear();
    kept.set(bucket, wall - start);
    return wall - start;
  };
}
