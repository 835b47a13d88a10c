import type { LendingEvent, LendingEventKind } from '../event/lending-event.js';
import { DecayedState } from './decayed-state.js';

/** An event as a history keeps it. */
interface Entry {
  readonly atMs: number;
  readonly id: string;
  readonly kind: LendingEventKind;
  readonly lender: string;
}

/** How many entries must have grown old before they are let go together. */
const oldTogether = 16;

/**
 * One borrower's events in the order of moment, then id: those within reach as they are, all older ones folded into one decayed state.
 * So what is remembered does not grow with the years, and an event that comes late finds its place.
 */
export class BorrowerHistory {
  /** All that is older than the entries, folded. */
  private readonly base = new DecayedState();
  private readonly entries: Entry[] = [];
  /** The base and all entries, folded: what is read in one step. */
  private head = new DecayedState();

  /** Takes an event in; false when it is here already. One that is the newest costs one step. */
  add({ atMs, id, kind, lender }: LendingEvent): boolean {
    let place = this.entries.length;
    while (place > 0 && isAfter(this.entries[place - 1], atMs, id)) place -= 1;
    const before = this.entries[place - 1];
    if (before !== undefined && before.atMs === atMs && before.id === id) return false;
    this.entries.splice(place, 0, { atMs, id, kind, lender });
    if (place === this.entries.length - 1) this.head.take(kind, atMs);
    else this.head = this.foldedBefore(Number.POSITIVE_INFINITY);
    return true;
  }

  /** Folds what is older than a moment; figures as of later moments stay the same to the last bit. */
  forgetBefore(atMs: number): void {
    const oldEnough = this.entries[oldTogether - 1];
    if (oldEnough === undefined || oldEnough.atMs >= atMs) return;
    let count = 0;
    for (const { atMs: entryMs, kind } of this.entries) {
      if (entryMs >= atMs) break;
      this.base.take(kind, entryMs);
      count += 1;
    }
    this.entries.splice(0, count);
  }

  /** The decayed state of what happened strictly before a moment. */
  stateBefore(asOfMs: number): DecayedState {
    return this.head.lastMs < asOfMs ? this.head : this.foldedBefore(asOfMs);
  }

  /** Calls with each event of [sinceMs, asOfMs), the newest first. */
  walkBack(sinceMs: number, asOfMs: number, take: (entry: Readonly<Entry>) => void): void {
    for (let place = this.entries.length - 1; place >= 0; place -= 1) {
      const entry = this.entries[place];
      if (entry === undefined || entry.atMs < sinceMs) return;
      if (entry.atMs < asOfMs) take(entry);
    }
  }

  /** Whether there is an event of a kind in [sinceMs, asOfMs). */
  hasAny(kind: LendingEventKind, sinceMs: number, asOfMs: number): boolean {
    for (let place = this.entries.length - 1; place >= 0; place -= 1) {
      const entry = this.entries[place];
      if (entry === undefined || entry.atMs < sinceMs) return false;
      if (entry.kind === kind && entry.atMs < asOfMs) return true;
    }
    return false;
  }

  private foldedBefore(asOfMs: number): DecayedState {
    const state = this.base.copy();
    for (const { atMs, kind } of this.entries) {
      if (atMs >= asOfMs) break;
      state.take(kind, atMs);
    }
    return state;
  }
}

function isAfter(entry: Entry | undefined, atMs: number, id: string): boolean {
  return entry !== undefined && (entry.atMs > atMs || (entry.atMs === atMs && entry.id > id));
}
