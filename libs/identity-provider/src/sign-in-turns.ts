import './silence-runtime-warning.js';
import { errors } from 'oidc-provider';

/** Half of the threads that slow hashes and everything else of the process share. */
const atOnceMax = 2;
const waitingMax = 32;

/**
 * Comparing a password is slow on purpose and keeps a thread busy, so few are compared at once, and those who wait take turns by
 * the address that they come from: nobody who sends a thousand keeps others from signing in for longer than one takes.
 */
export class SignInTurns {
  private running = 0;
  private readonly waiting = new Map<string, (() => void)[]>();

  /** Fails with errors.TemporarilyUnavailable for an address that has many waiting already. */
  async take<Result>(address: string, work: () => Promise<Result>): Promise<Result> {
    if (this.running >= atOnceMax) await this.wait(address);
    else this.running += 1;
    try {
      return await work();
    } finally {
      this.next();
    }
  }

  private wait(address: string): Promise<void> {
    const line = this.waiting.get(address) ?? [];
    if (line.length >= waitingMax)
      throw new errors.TemporarilyUnavailable('too many sign-ins from here at once');
    return new Promise((resolve) => {
      line.push(resolve);
      this.waiting.set(address, line);
    });
  }

  /** Hands the turn on; whose address has had one goes to the end. */
  private next(): void {
    const [first] = this.waiting;
    if (!first) {
      this.running -= 1;
      return;
    }
    const [address, line] = first;
    const begin = line.shift();
    this.waiting.delete(address);
    if (line.length > 0) this.waiting.set(address, line);
    begin?.();
  }
}
