import type { LendingEventKind } from '../event/lending-event.js';

export const dayMs = 86_400_000;

/** What is remembered of a borrower by decay: each event counts 1 when it happens and half as much after each half-life. */
export const decays = [
  { kind: 'application', halfLifeMs: 7 * dayMs },
  { kind: 'application', halfLifeMs: 30 * dayMs },
  { kind: 'loan', halfLifeMs: 30 * dayMs },
  { kind: 'overdue', halfLifeMs: 90 * dayMs },
] as const satisfies readonly { readonly kind: LendingEventKind; readonly halfLifeMs: number }[];

export const decayPlaces = {
  applications7d: 0,
  applications30d: 1,
  loans30d: 2,
  overdues90d: 3,
} as const;

/**
 * The sum of 2^(-age / half-life) over events, a figure a decay, as of its own moment. The state at t follows from the state at any
 * earlier moment alone: `s(t) = s(t0) · 2^(-(t - t0) / h)` while nothing happens, and each event adds 1.
 */
export class DecayedState {
  private readonly values = new Float64Array(decays.length);
  private asOfMs = Number.NEGATIVE_INFINITY;

  /** Carries the state forward to an event that is no earlier than the last, and counts it. */
  take(kind: LendingEventKind, atMs: number): void {
    for (const [place, decay] of decays.entries()) {
      this.values[place] = this.at(place, atMs) + (decay.kind === kind ? 1 : 0);
    }
    this.asOfMs = atMs;
  }

  /** One figure, carried forward to a moment that is no earlier than the last event. Changes nothing. */
  at(place: number, atMs: number): number {
    const value = this.values[place] ?? 0;
    if (value === 0 || atMs === this.asOfMs) return value;
    return value * 2 ** ((this.asOfMs - atMs) / (decays[place]?.halfLifeMs ?? 1));
  }

  /** When the last event was; minus infinity before the first. */
  get lastMs(): number {
    return this.asOfMs;
  }

  copy(): DecayedState {
    const copy = new DecayedState();
    copy.values.set(this.values);
    copy.asOfMs = this.asOfMs;
    return copy;
  }
}
