/** Refilling in many small steps loses or gains less than this. */
const rounding = 1e-6;

/** Points that come back at a steady rate up to a level. One number and one moment; nothing is allocated when it is used. */
export class TokenBucket {
  private level: number;
  private atMs: number;

  constructor(
    private perSecond: number,
    private burst: number,
    nowMs: number,
  ) {
    this.level = burst;
    this.atMs = nowMs;
  }

  /** From now on at another rate. What is there stays, as far as there is room for it. */
  change(perSecond: number, burst: number, nowMs: number): void {
    if (perSecond === this.perSecond && burst === this.burst) return;
    const grown = Math.max(0, burst - this.burst);
    this.refill(nowMs);
    this.perSecond = perSecond;
    this.burst = burst;
    this.level = Math.min(burst, this.level + grown);
  }

  /** What can be taken now. Below zero when more was used than was known beforehand. */
  available(nowMs: number): number {
    this.refill(nowMs);
    return this.level;
  }

  /** Takes the points, or nothing and answers false when there are not so many. */
  take(points: number, nowMs: number): boolean {
    this.refill(nowMs);
    if (this.level < points - rounding) return false;
    this.level -= points;
    return true;
  }

  give(points: number): void {
    this.level = Math.min(this.burst, this.level + points);
  }

  /** How long until so many points are there, in milliseconds; never is said as an hour. */
  waitMs(points: number, nowMs: number): number {
    this.refill(nowMs);
    if (this.level >= points - rounding) return 0;
    if (this.perSecond <= 0 || points > this.burst) return 3_600_000;
    return Math.ceil(((points - this.level) / this.perSecond) * 1_000);
  }

  private refill(nowMs: number): void {
    if (nowMs <= this.atMs) return;
    this.level = Math.min(this.burst, this.level + ((nowMs - this.atMs) / 1_000) * this.perSecond);
    this.atMs = nowMs;
  }
}
