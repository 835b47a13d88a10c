/** One tenant's environment as the turns see it. */
export interface TurnTaker {
  /** Executions that run now. */
  running: number;
  /** The most that may run. */
  inFlightMax: number;
  /** Those that wait, oldest first. */
  readonly waiting: Turn[];
  /** How much this taker has had, in milliseconds of execution; whoever had least is next. */
  had: number;
  /** When its last request came. */
  lastMs: number;
}

export interface Turn {
  readonly start: () => void;
  isGone: boolean;
}

export interface FairTurnsOptions {
  /** Executions of all tenants at the same time. */
  readonly slots: number;
  /** Slots of one tenant while others are there too. */
  readonly slotsAmongOthers: number;
  /** How long after its last request a tenant counts as being there. */
  readonly presentMs: number;
}

/**
 * Who runs next. A tenant that is alone may use all slots. While others are there it has few, and gets a free slot when it
 * has had the least so far: so one that sends ten times as much waits behind itself, not in front of others.
 *
 * A tenant is **resting** (nothing runs or waits), **running**, or **waiting**; it enters `waiting` when its slots are used
 * up and leaves it when one of its executions, or anybody's, ends.
 */
export class FairTurns<Taker extends TurnTaker> {
  private running = 0;
  private readonly queue: Taker[] = [];
  private readonly present: Taker[] = [];
  /** Where the least served of those who are there stands: one who comes back is not owed the time it was away. */
  private floor = 0;

  constructor(private readonly options: FairTurnsOptions) {}

  get waiting(): number {
    return this.queue.reduce((sum, taker) => sum + taker.waiting.length, 0);
  }

  /** Whether the taker may begin at once; then its turn has begun. */
  begin(taker: Taker, nowMs: number): boolean {
    this.arrive(taker, nowMs);
    if (taker.waiting.length > 0 || !this.hasRoom(taker, nowMs)) return false;
    this.running += 1;
    taker.running += 1;
    return true;
  }

  /** Waits for a turn; `start` is called when it has begun. Set `isGone` to give the place up. */
  wait(taker: Taker, start: () => void): Turn {
    const turn: Turn = { start, isGone: false };
    if (taker.waiting.length === 0) this.queue.push(taker);
    taker.waiting.push(turn);
    return turn;
  }

  /** Ends a turn that took so long, and lets the next begin. */
  end(taker: Taker, tookMs: number, nowMs: number): void {
    this.running -= 1;
    taker.running -= 1;
    taker.had += tookMs;
    if (this.queue.length > 0) this.next(nowMs);
  }

  private next(nowMs: number): void {
    while (this.running < this.options.slots) {
      const taker = this.leastServed(nowMs);
      if (!taker) return;
      const turn = this.nextTurn(taker);
      if (!turn) continue;
      this.running += 1;
      taker.running += 1;
      turn.start();
    }
  }

  private leastServed(nowMs: number): Taker | undefined {
    let least: Taker | undefined;
    for (const taker of this.queue)
      if ((!least || taker.had < least.had) && this.hasRoom(taker, nowMs)) least = taker;
    return least;
  }

  private nextTurn(taker: Taker): Turn | undefined {
    let turn = taker.waiting.shift();
    while (turn?.isGone === true) turn = taker.waiting.shift();
    if (taker.waiting.length === 0) this.queue.splice(this.queue.indexOf(taker), 1);
    return turn;
  }

  private hasRoom(taker: Taker, nowMs: number): boolean {
    if (this.running >= this.options.slots || taker.running >= taker.inFlightMax) return false;
    return taker.running < this.options.slotsAmongOthers || !this.othersArePresent(taker, nowMs);
  }

  private othersArePresent(taker: Taker, nowMs: number): boolean {
    for (const other of this.present)
      if (other !== taker && nowMs - other.lastMs < this.options.presentMs) return true;
    return false;
  }

  /** Those who have gone are forgotten when somebody new comes, so that the list stays as short as the company. */
  private arrive(taker: Taker, nowMs: number): void {
    const wasAway = nowMs - taker.lastMs >= this.options.presentMs || !this.present.includes(taker);
    taker.lastMs = nowMs;
    if (!wasAway) return;
    let kept = 0;
    for (const other of this.present) {
      if (other === taker || (nowMs - other.lastMs >= this.options.presentMs && other.running === 0))
        continue;
      this.present[kept++] = other;
      this.floor = kept === 1 ? other.had : Math.min(this.floor, other.had);
    }
    this.present.length = kept;
    taker.had = Math.max(taker.had, this.floor);
    this.present.push(taker);
  }
}
