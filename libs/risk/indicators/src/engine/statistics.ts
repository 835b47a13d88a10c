import type { Series } from './series.js';

export const msPerDay = 86_400_000;

/** A stretch of a series: positions `begin` (included) to `end` (excluded). What it costs to find is kept. */
export class Stretch {
  private sortedValues: Float64Array | undefined;

  constructor(
    private readonly series: Series,
    private readonly begin: number,
    private readonly end: number,
  ) {}

  get count(): number {
    return this.end - this.begin;
  }

  /** Exact in minor units; turned into a number of major units once, at the end. */
  sum(): number | null {
    if (this.count === 0) return null;
    const { exact, values, divisor } = this.series;
    if (exact) {
      let total = 0n;
      for (let at = this.begin; at < this.end; at += 1) total += exact[at] ?? 0n;
      return Number(total) / divisor;
    }
    let total = 0;
    for (let at = this.begin; at < this.end; at += 1) total += values[at] ?? 0;
    return total / divisor;
  }

  mean(): number | null {
    const sum = this.sum();
    return sum === null ? null : sum / this.count;
  }

  /** The value at a place counted from the oldest (0) or, below zero, from the newest (−1). */
  valueAt(place: number): number | null {
    if (this.count === 0) return null;
    return (this.series.values[place < 0 ? this.end + place : this.begin + place] ?? 0) / this.series.divisor;
  }

  /** Linear interpolation between order statistics: type 7 of Hyndman and Fan (1996). */
  quantile(share: number): number | null {
    if (this.count === 0) return null;
    const sorted = (this.sortedValues ??= this.series.values.slice(this.begin, this.end).sort());
    const position = (sorted.length - 1) * share;
    const below = Math.floor(position);
    const low = sorted[below] ?? 0;
    const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? 0;
    return (low + (high - low) * (position - below)) / this.series.divisor;
  }

  /** Of the population, in two passes: the one-pass formula loses every digit when values are close. */
  deviation(): number | null {
    const mean = this.mean();
    if (mean === null) return null;
    const { values, divisor } = this.series;
    let squares = 0;
    for (let at = this.begin; at < this.end; at += 1) squares += ((values[at] ?? 0) / divisor - mean) ** 2;
    return Math.sqrt(squares / this.count);
  }

  /** Least squares of the value on time in days. */
  slope(): number | null {
    const mean = this.mean();
    if (mean === null) return null;
    const { times, values, divisor } = this.series;
    const origin = times[this.begin] ?? 0;
    let meanDay = 0;
    for (let at = this.begin; at < this.end; at += 1) meanDay += ((times[at] ?? 0) - origin) / msPerDay;
    meanDay /= this.count;
    let squares = 0;
    let products = 0;
    for (let at = this.begin; at < this.end; at += 1) {
      const day = ((times[at] ?? 0) - origin) / msPerDay - meanDay;
      squares += day * day;
      products += day * ((values[at] ?? 0) / divisor - mean);
    }
    return squares === 0 ? null : products / squares;
  }

  /** In days, from the newest event to a moment. */
  daysSinceLast(ms: number): number | null {
    return this.count === 0 ? null : (ms - (this.series.times[this.end - 1] ?? 0)) / msPerDay;
  }

  longestGap(): number | null {
    if (this.count < 2) return null;
    const { times } = this.series;
    let longest = 0;
    for (let at = this.begin + 1; at < this.end; at += 1) {
      longest = Math.max(longest, (times[at] ?? 0) - (times[at - 1] ?? 0));
    }
    return longest / msPerDay;
  }

  counterparties(): number {
    const { counterparties } = this.series;
    const seen = new Set<string>();
    for (let at = this.begin; at < this.end; at += 1) {
      const counterparty = counterparties[at];
      if (counterparty) seen.add(counterparty);
    }
    return seen.size;
  }

  /** Herfindahl: the sum of squared shares of the absolute values; 1 when all is with one counterparty. */
  concentration(): number | null {
    const { counterparties, values } = this.series;
    const byCounterparty = new Map<string, number>();
    let total = 0;
    for (let at = this.begin; at < this.end; at += 1) {
      const counterparty = counterparties[at];
      if (!counterparty) continue;
      const size = Math.abs(values[at] ?? 0);
      total += size;
      byCounterparty.set(counterparty, (byCounterparty.get(counterparty) ?? 0) + size);
    }
    if (total === 0) return null;
    let index = 0;
    for (const size of byCounterparty.values()) index += (size / total) ** 2;
    return index;
  }
}
