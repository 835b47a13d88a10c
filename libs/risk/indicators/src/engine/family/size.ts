import { msPerDay, type Series } from '../series.js';
import { walkBack, type Request } from './request.js';

/** What the figures tell one after another. */
export type SizeName =
  'netSum' | 'riseShare' | 'roundShare' | 'negativeShare' | 'largestShare' | 'daysSinceMax' | 'daysSinceMin';

export function size(series: Series, request: Request<SizeName>, figures: Float64Array): void {
  const { starts, names, slots } = request;
  const tally = new Tally(series);
  walkBack(series, request, {
    start: (_, window) => tally.clear(series.endMs[window] ?? 0),
    take: (begin, end) => tally.take(begin, end),
    write(place, begin, end) {
      for (let member = starts[place] ?? 0; member < (starts[place + 1] ?? 0); member += 1) {
        const name = names[member];
        if (name) figures[slots[member] ?? 0] = tally.figure(name, end - begin, begin);
      }
    },
  });
}

/** Whole hundreds of major units. */
const round = 100;

class Tally {
  private endMs = 0;
  private net = 0;
  private moves = 0;
  private rises = 0;
  private rounds = 0;
  private negatives = 0;
  private largest = 0;
  private total = 0;
  private max = -Infinity;
  private maxMs = 0;
  private min = Infinity;
  private minMs = 0;

  constructor(private readonly series: Series) {}

  clear(endMs: number): void {
    this.endMs = endMs;
    this.net = this.moves = this.rises = this.rounds = this.negatives = this.largest = this.total = 0;
    this.max = -Infinity;
    this.min = Infinity;
  }

  take(begin: number, end: number): void {
    const { values, times, positions, divisor, count } = this.series;
    const { direction } = this.series.columns.values;
    let newer = end < count ? (values[end] ?? Number.NaN) : Number.NaN;
    if (this.max === -Infinity) newer = Number.NaN;
    for (let at = end - 1; at >= begin; at -= 1) {
      const value = values[at] ?? 0;
      const size = Math.abs(value);
      const way = direction[positions[at] ?? 0] ?? 0;
      if (way !== 0) {
        this.net += way === 1 ? value : -value;
        this.moves += 1;
      }
      if (newer > value) this.rises += 1;
      if (value % (round * divisor) === 0) this.rounds += 1;
      if (value < 0) this.negatives += 1;
      this.total += size;
      if (size > this.largest) this.largest = size;
      if (value > this.max) {
        this.max = value;
        this.maxMs = times[at] ?? 0;
      }
      if (value < this.min) {
        this.min = value;
        this.minMs = times[at] ?? 0;
      }
      newer = value;
    }
  }

  figure(name: SizeName, count: number, begin: number): number {
    switch (name) {
      case 'netSum':
        return this.moves === 0 ? Number.NaN : this.netOf(begin, count) / this.series.divisor;
      case 'riseShare':
        return count < 2 ? Number.NaN : this.rises / (count - 1);
      case 'roundShare':
        return this.rounds / count;
      case 'negativeShare':
        return this.negatives / count;
      case 'largestShare':
        return this.total === 0 ? Number.NaN : this.largest / this.total;
      case 'daysSinceMax':
        return (this.endMs - this.maxMs) / msPerDay;
      case 'daysSinceMin':
        return (this.endMs - this.minMs) / msPerDay;
    }
  }

  /** Again in whole minor units where doubles could not hold the sum. */
  private netOf(begin: number, count: number): number {
    const { measure, positions, columns } = this.series;
    if (!measure?.amounts) return this.net;
    let exact = 0n;
    for (let at = begin; at < begin + count; at += 1) {
      const position = positions[at] ?? 0;
      const way = columns.values.direction[position];
      const amount = measure.amounts[position] ?? 0n;
      exact += way === 1 ? amount : way === 2 ? -amount : 0n;
    }
    return Number(exact);
  }
}
