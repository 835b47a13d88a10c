import { toEpochMs } from '@fanxing/kernel';
import type { CanonicalEvent } from '@fanxing/risk-events';
import type { DataCategory } from '@fanxing/runtime/consent';
import { bigintArray, byteaArray, textArray, timestamptzArray } from '@fanxing/runtime/database';
import type { TenantKeys } from '@fanxing/runtime/encryption';
import { accountIndexes } from './account-index.js';
import { sealDetails } from './sealed-event.js';

/** An event with the category of data that its kind stands for. */
export interface CategorisedEvent extends CanonicalEvent {
  readonly category: DataCategory;
}

/** Events, sealed and written as the database takes them: who adds them holds a connection no longer than that takes. */
export interface EventBatch {
  readonly ids: ReadonlySet<string>;
  /** The values of `event`, a column each, in the order of its insertion. */
  readonly columns: readonly Buffer[];
  /** The accounts that are borrowers' own: their indexes, and whose each is. */
  readonly own: readonly [Buffer, Buffer];
}

/** Seals a batch. Of events with one id the first is taken; `rootOf` is the event that a correction is about. */
export function eventBatch(
  keys: TenantKeys,
  events: readonly CategorisedEvent[],
  rootOf: (event: CategorisedEvent) => string | null,
): EventBatch {
  const different = new Map<string, CategorisedEvent>();
  for (const event of events) if (!different.has(event.id)) different.set(event.id, event);
  const ordered = inOrderOfIndex([...different.values()]);
  const sealed = sealDetails(keys, ordered);
  const { counterparties, own } = accountIndexes(keys, ordered);
  return {
    ids: new Set(different.keys()),
    columns: [
      textArray(ordered.map((event) => event.id)),
      textArray(ordered.map((event) => event.borrowerId)),
      textArray(ordered.map((event) => event.kind)),
      timestamptzArray(ordered.map((event) => toEpochMs(event.at))),
      bigintArray(ordered.map((event) => event.amountMinor)),
      textArray(ordered.map((event) => event.currency)),
      textArray(ordered.map((event) => event.direction)),
      byteaArray(sealed.map(({ dataKey }) => dataKey)),
      byteaArray(sealed.map(({ detail }) => detail)),
      textArray(ordered.map((event) => event.category)),
      textArray(ordered.map(rootOf)),
      byteaArray(counterparties),
    ],
    own: [byteaArray(own.map(({ index }) => index)), textArray(own.map(({ borrowerId }) => borrowerId))],
  };
}

/**
 * Rows in the order of the index by borrower cost it a third less. Corrections are received in the order in which they stand: of two of
 * one event the later counts.
 */
function inOrderOfIndex(events: readonly CategorisedEvent[]): readonly CategorisedEvent[] {
  if (events.some(({ corrects }) => corrects !== null)) return events;
  return events.toSorted((one, other) =>
    one.borrowerId === other.borrowerId
      ? one.at < other.at
        ? -1
        : 1
      : one.borrowerId < other.borrowerId
        ? -1
        : 1,
  );
}
