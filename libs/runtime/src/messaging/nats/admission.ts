/**
 * Bounded work: so many at once, so many waiting, and nobody waits longer than the caller does. What is refused is
 * refused at once, so that a caller hears of an overload while it can still do something else.
 */
export class Admission {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly runningMax: number,
    private readonly waitingMax: number,
  ) {}

  /** Does `work` when there is room; answers `refused()` when the queue is full or the wait took `waitMsMax`. */
  async run<Result>(work: () => Promise<Result>, waitMsMax: number, refused: () => Result): Promise<Result> {
    if (this.running >= this.runningMax) {
      if (this.waiting.length >= this.waitingMax) return refused();
      const since = performance.now();
      await new Promise<void>((resolve) => this.waiting.push(resolve));
      if (performance.now() - since > waitMsMax) {
        this.next();
        return refused();
      }
    } else {
      this.running += 1;
    }
    try {
      return await work();
    } finally {
      this.next();
    }
  }

  /** Hands the place to the first who waits, or frees it. */
  private next(): void {
    const first = this.waiting.shift();
    if (first) first();
    else this.running -= 1;
  }
}
