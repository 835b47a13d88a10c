import { msPerDay, type Series } from '../series.js';
import { walkBack, type Request } from './request.js';

/** What the figures tell one after another. */
export type SizeName =
  'netSum' | 'riseShare' | 'roundShare' | 'negativeShare' | 'largestShare' | 'daysSinceMax' | 'daysSinceMin';

export function size(series: Series, request: Request<SizeName>, figures: Float64Array): void {
  const { starts, names, slots } = request;
  const tally = new Tally(series, names.includes('roundShare'), names.includes('netSum'));
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

  /** Remainders and directions cost more than all the rest, so they are looked at only when asked for. */
  constructor(
    private readonly series: Series,
    private readonly countsRounds: boolean,
    private readonly countsNet: boolean,
  ) {}

  clear(endMs: number): void {
    this.endMs = endMs;
    this.net = this.moves = this.rises = this.rounds = this.negatives = this.largest = this.total = 0;
    this.max = -Infinity;
    this.min = Infinity;
  }

  take(begin: number, end: number): void {
    const { values, times, divisor } = this.series;
    let newer = this.max === -Infinity ? Number.NaN : (values[end] ?? Number.NaN);
    let { rises, rounds, negatives, total, largest, max, maxMs, min, minMs } = this;
    const { countsRounds, countsNet } = this;
    const whole = round * divisor;
    for (let at = end - 1; at >= begin; at -= 1) {
      const value = values[at] ?? 0;
      const size = Math.abs(value);
      if (newer > value) rises += 1;
      if (countsRounds && value % whole === 0) rounds += 1;
      if (value < 0) negatives += 1;
      total += size;
      if (size > largest) largest = size;
      if (value > max) [max, maxMs] = [value, times[at] ?? 0];
      if (value < min) [min, minMs] = [value, times[at] ?? 0];
      newer = value;
    }
    Object.assign(this, { rises, rounds, negatives, total, largest, max, maxMs, min, minMs });
    if (countsNet) this.takeNet(begin, end);
  }

  private takeNet(begin: number, end: number): void {
    const { values, positions, columns } = this.series;
    const { direction } = columns.values;
    let { net, moves } = this;
    for (let at = end - 1; at >= begin; at -= 1) {
      const way = direction[positions[at] ?? 0] ?? 0;
      if (way === 0) continue;
      net += way === 1 ? (values[at] ?? 0) : -(values[at] ?? 0);
      moves += 1;
    }
    this.net = net;
    this.moves = moves;
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
