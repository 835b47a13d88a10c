import { toEpochMs, type Instant } from '@fanxing/kernel';
import { stabilityIndex } from './drift.js';
import { emptyProfile, type FieldCounts, type Profile } from './profile.js';
import { boundsOf } from './value-buckets.js';

/** What is known of the quality of one kind of events from one source. Shares are from 0 to 1, null without events. */
export interface QualityReport {
  readonly events: number;
  /** Of what came, what had come before. */
  readonly duplicates: number;
  readonly duplicateShare: number | null;
  readonly outOfOrderShare: number | null;
  /** Received more than a day after it happened; null where it is not known when it was received. */
  readonly lateShare: number | null;
  readonly latestAt: Instant | null;
  /** Seconds from the last event to the moment of the report. */
  readonly freshnessSeconds: number | null;
  readonly fields: readonly FieldQuality[];
}

export interface FieldQuality {
  /** `amount`, `amount.CNY`, `counterparty`, `fields.NAME` and the like; `delay` is the seconds until an event came. */
  readonly field: string;
  /** Of the events, how many have it. */
  readonly completeness: number;
  /** Of its numbers, the bounds of the lowest and the highest bucket, which are an eighth wide; null when it has none. */
  readonly lowest: number | null;
  readonly highest: number | null;
  /** The population stability index against the reference; null without one. */
  readonly drift: number | null;
  /** Its distribution, for rules. */
  readonly counts: ReadonlyMap<string, number>;
}

const lateSeconds = 86_400;

/** Says what profiles of a current and a reference time come to. */
export function reportOn(
  current: Profile,
  reference: Profile = emptyProfile(),
  asOf: Instant,
): QualityReport {
  const whole = current.fields.get('');
  const events = whole?.get('events') ?? 0;
  const duplicates = whole?.get('duplicates') ?? 0;
  const delay = current.fields.get('delay');
  const { latestAt } = current;
  return {
    events,
    duplicates,
    duplicateShare: share(duplicates, events + duplicates),
    outOfOrderShare: share(whole?.get('outOfOrder') ?? 0, events),
    lateShare: delay ? outsideShare(delay, null, lateSeconds) : null,
    latestAt,
    freshnessSeconds: latestAt === null ? null : (toEpochMs(asOf) - toEpochMs(latestAt)) / 1_000,
    fields: fieldsOf(current, reference, events),
  };
}

/**
 * Of a field's numbers, the share outside of the bounds; null when it has none. A bucket that a bound cuts counts as inside, so that a
 * value is told to be outside only when it is.
 */
export function outsideShare(
  counts: ReadonlyMap<string, number>,
  lowest: number | null,
  highest: number | null,
): number | null {
  let [outside, all] = [0, 0];
  for (const [measure, times] of counts) {
    const bounds = boundsOf(measure);
    if (!bounds) continue;
    all += times;
    const isBelow = lowest !== null && (bounds.highest < lowest || (bounds.highest === lowest && lowest > 0));
    if (isBelow || (highest !== null && bounds.lowest > highest)) outside += times;
  }
  return share(outside, all);
}

function fieldsOf(current: Profile, reference: Profile, events: number): FieldQuality[] {
  const before = reference.fields.get('')?.get('events') ?? 0;
  const names = new Set([...current.fields.keys(), ...reference.fields.keys()]);
  names.delete('');
  return [...names].sort().map((field) => {
    const counts: FieldCounts = current.fields.get(field) ?? new Map<string, number>();
    const bounds = [...counts.keys()].flatMap((measure) => boundsOf(measure) ?? []);
    return {
      field,
      completeness: share(counts.get('present') ?? 0, events) ?? 0,
      lowest: bounds.length === 0 ? null : Math.min(...bounds.map(({ lowest }) => lowest)),
      highest: bounds.length === 0 ? null : Math.max(...bounds.map(({ highest }) => highest)),
      drift: stabilityIndex(
        { events: before, counts: reference.fields.get(field) },
        { events, counts: current.fields.get(field) },
      ),
      counts,
    };
  });
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
