import { coarseBucket } from './value-buckets.js';
import type { FieldCounts } from './profile.js';

/** Keeps a class that one side lacks from making the index infinite: half an event in each class, on both sides. */
const smoothing = 0.5;

/**
 * The population stability index between two distributions of a field: Σ (p − q) · ln(p / q) over its classes, those without the field
 * being one of them (Siddiqi, Credit Risk Scorecards, 2006, where up to 0.1 is no change and from 0.25 on a major one). Null when
 * either side has no events.
 */
export function stabilityIndex(
  reference: { readonly events: number; readonly counts: FieldCounts | undefined },
  current: { readonly events: number; readonly counts: FieldCounts | undefined },
): number | null {
  if (reference.events === 0 || current.events === 0) return null;
  const [before, now] = [classesOf(reference), classesOf(current)];
  const names = new Set([...before.keys(), ...now.keys()]);
  const [beforeSum, nowSum] = [reference, current].map(({ events }) => events + smoothing * names.size);
  let index = 0;
  for (const name of names) {
    const q = ((before.get(name) ?? 0) + smoothing) / (beforeSum ?? 1);
    const p = ((now.get(name) ?? 0) + smoothing) / (nowSum ?? 1);
    index += (p - q) * Math.log(p / q);
  }
  return index;
}

function classesOf({
  events,
  counts,
}: {
  readonly events: number;
  readonly counts: FieldCounts | undefined;
}) {
  const classes = new Map([['absent', Math.max(0, events - (counts?.get('present') ?? 0))]]);
  for (const [measure, count] of counts ?? []) {
    if (measure === 'present') continue;
    const name = coarseBucket(measure);
    classes.set(name, (classes.get(name) ?? 0) + count);
  }
  return classes;
}
