import { Fault, toEpochMs, type Clock } from '@fanxing/kernel';

const guessesMax = 20;
const windowMs = 60_000;
const addressesMax = 10_000;

/** Slows the guessing of keys: after twenty unknown ones within a minute an address is not heard until that minute is over. */
export class GuessGuard {
  private readonly guesses = new Map<string, { count: number; readonly sinceMs: number }>();

  constructor(private readonly clock: Clock) {}

  /** Counts a key that is not known yet. Fails with RATE_LIMITED. */
  count(address: string): void {
    const nowMs = toEpochMs(this.clock.now());
    const found = this.guesses.get(address);
    const leftMs = found ? found.sinceMs + windowMs - nowMs : 0;
    if (!found || leftMs <= 0) return this.begin(address, nowMs);
    if (found.count >= guessesMax)
      throw new Fault('RATE_LIMITED', {
        retryAfterSeconds: Math.ceil(leftMs / 1_000),
        retryAfterMs: leftMs,
      });
    found.count += 1;
  }

  /** What was counted was a good key. */
  forgive(address: string): void {
    const found = this.guesses.get(address);
    if (found) found.count -= 1;
  }

  private begin(address: string, nowMs: number): void {
    this.guesses.delete(address);
    const oldest = this.guesses.keys().next();
    if (this.guesses.size >= addressesMax && !oldest.done) this.guesses.delete(oldest.value);
    this.guesses.set(address, { count: 1, sinceMs: nowMs });
  }
}
