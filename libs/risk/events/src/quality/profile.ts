import { formatMinor, minorUnitExponent, parseCurrency, toEpochMs, type Instant } from '@fanxing/kernel';
import type { CanonicalEvent } from '../event/canonical-event.js';
import { numberBucket, textBucket } from './value-buckets.js';

/**
 * What is counted of one field: `present`, and how many values fell into each bucket. The event as a whole is the field '', with `events`,
 * `duplicates`, `outOfOrder`, and `rejected CODE` for rows that were no event.
 */
export type FieldCounts = Map<string, number>;

/** What is counted of the events of one kind; profiles of several batches add up. */
export interface Profile {
  readonly fields: Map<string, FieldCounts>;
  /** When the last of them happened. */
  latestAt: Instant | null;
}

/** Of a batch this many fields are counted; what a sender invents beyond that is not. */
const fieldsMax = 100;
const fieldName = /^[A-Za-z]\w{0,63}$/;

export function emptyProfile(): Profile {
  return { fields: new Map(), latestAt: null };
}

/** Adds to one count of a profile. */
export function count(profile: Profile, field: string, measure: string, by = 1): void {
  const counts = countsOf(profile, field);
  if (counts) add(counts, measure, by);
}

function countsOf(profile: Profile, field: string): FieldCounts | undefined {
  const known = profile.fields.get(field);
  if (known ?? profile.fields.size >= fieldsMax) return known;
  const counts: FieldCounts = new Map();
  profile.fields.set(field, counts);
  return counts;
}

function add(counts: FieldCounts, measure: string, by: number): void {
  counts.set(measure, (counts.get(measure) ?? 0) + by);
}

/**
 * Counts an event that is new. Out of order is one that happened before another of its kind that came before it in the same batch;
 * `receivedAt` is when it came, for how late that was, and null where nobody knows.
 */
export function countEvent(profile: Profile, event: CanonicalEvent, receivedAt: Instant | null): void {
  count(profile, '', 'events');
  if (profile.latestAt !== null && event.at < profile.latestAt) count(profile, '', 'outOfOrder');
  else profile.latestAt = event.at;
  if (receivedAt !== null)
    countValue(profile, 'delay', Math.max(0, toEpochMs(receivedAt) - toEpochMs(event.at)) / 1_000);
  if (event.amountMinor !== null && event.currency !== null) {
    // Which bucket, of a width of an eighth: nothing is reckoned with it.
    const amount = majorUnits(event.amountMinor, event.currency);
    count(profile, 'amount', 'present');
    countValue(profile, `amount.${event.currency}`, amount);
  }
  for (const name of ['direction', 'counterparty', 'channel', 'corrects'] as const)
    if (event[name] !== null) countValue(profile, name, event[name]);
  for (const name in event.fields) {
    const value = event.fields[name];
    if (value !== null && value !== undefined && fieldName.test(name))
      countValue(profile, `fields.${name}`, value);
  }
}

/** A double holds both numbers of the division as they are, so that it comes to what the decimal text would. */
function majorUnits(minor: bigint, currency: string): number {
  const code = parseCurrency(currency);
  const whole = Number(minor);
  return Number.isSafeInteger(whole)
    ? whole / 10 ** minorUnitExponent(code)
    : Number(formatMinor(minor, code));
}

function countValue(profile: Profile, field: string, value: number | string): void {
  const counts = countsOf(profile, field);
  if (!counts) return;
  add(counts, 'present', 1);
  add(counts, typeof value === 'number' ? numberBucket(value) : textBucket(value), 1);
}
