import { fromEpochMs, parseInstant, toEpochMs, type Clock, type Instant } from '@fanxing/kernel';

/** A clock that stands still until the test moves it. */
export class SettableClock implements Clock {
  private instant: Instant;

  constructor(start: string) {
    this.instant = parseInstant(start);
  }

  now(): Instant {
    return this.instant;
  }

  /** Moves on by so many milliseconds; back with a negative number. */
  advance(ms: number): void {
    this.instant = fromEpochMs(toEpochMs(this.instant) + ms);
  }
}
