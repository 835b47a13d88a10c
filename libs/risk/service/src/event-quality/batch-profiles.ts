import type { Instant } from '@fanxing/kernel';
import { count, countEvent, emptyProfile, type CanonicalEvent, type Profile } from '@fanxing/risk-events';

/** What one batch of a source brought. */
export interface Batch {
  readonly events: readonly CanonicalEvent[];
  /** The ids of those that were new. */
  readonly added: ReadonlySet<string>;
  /** Why rows were none, as codes. */
  readonly rejected: readonly string[];
  readonly receivedAt: Instant;
}

/** Profiles of a batch by kind; under '' what was no event. An id that comes twice in it is new once. */
export function batchProfiles({ events, added, rejected, receivedAt }: Batch): Map<string, Profile> {
  const profiles = new Map<string, Profile>();
  const profileOf = (kind: string): Profile => {
    const profile = profiles.get(kind) ?? emptyProfile();
    profiles.set(kind, profile);
    return profile;
  };
  // Of as many events as were new, each is, and none comes twice.
  const counted = added.size === events.length ? undefined : new Set<string>();
  for (const event of events) {
    if (!counted || (added.has(event.id) && !counted.has(event.id)))
      countEvent(profileOf(event.kind), event, receivedAt);
    else count(profileOf(event.kind), '', 'duplicates');
    counted?.add(event.id);
  }
  for (const reason of rejected) count(profileOf(''), '', `rejected ${reason}`);
  return profiles;
}
