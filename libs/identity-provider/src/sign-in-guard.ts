import { toEpochMs, type Clock } from '@fanxing/kernel';

const failuresMax = 5;
const pauseMs = 60_000;
const namesMax = 10_000;

/**
 * Slows the guessing of one person's password: after five wrong ones in a row every attempt fails for a minute,
 * the right password included.
 */
export class SignInGuard {
  readonly #failures = new Map<string, { count: number; lastMs: number }>();

  constructor(private readonly clock: Clock) {}

  isClosed(username: string): boolean {
    const found = this.#failures.get(username);
    if (!found) return false;
    if (toEpochMs(this.clock.now()) - found.lastMs < pauseMs) return found.count >= failuresMax;
    this.#failures.delete(username);
    return false;
  }

  failed(username: string): void {
    const count = (this.#failures.get(username)?.count ?? 0) + 1;
    this.#failures.delete(username);
    this.#failures.set(username, { count, lastMs: toEpochMs(this.clock.now()) });
    const oldest = this.#failures.keys().next();
    if (this.#failures.size > namesMax && !oldest.done) this.#failures.delete(oldest.value);
  }

  succeeded(username: string): void {
    this.#failures.delete(username);
  }
}
