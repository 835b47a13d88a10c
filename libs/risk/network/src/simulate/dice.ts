import { seededRandom } from '@fanxing/risk-models';

/** Chance for simulated worlds: the same seed throws the same numbers. */
export class Dice {
  private readonly next: () => number;

  constructor(seed: number) {
    this.next = seededRandom(seed);
  }

  /** In [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number, both ends included. */
  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)]!;
  }

  /** So many different ones, or all if there are fewer. */
  sample<T>(items: readonly T[], count: number): T[] {
    const rest = [...items];
    for (let at = 0; at < Math.min(count, rest.length); at += 1) {
      const other = at + Math.floor(this.next() * (rest.length - at));
      [rest[at], rest[other]] = [rest[other]!, rest[at]!];
    }
    return rest.slice(0, count);
  }

  /** Knuth's way: for means below some ten. */
  poisson(mean: number): number {
    let count = 0;
    for (let product = this.next(); product > Math.exp(-mean); product *= this.next()) count += 1;
    return count;
  }

  /** Log-normal: its median, and the factor that two thirds lie within. */
  around(median: number, factor: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
    return median * factor ** normal;
  }
}
