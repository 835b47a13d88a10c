import type { Series } from '../series.js';
import { walkBack, type Request, type Walk } from './request.js';

/** How far the figures lie apart, and how much of it the calendar explains. */
export type SpreadName = 'deviation' | 'variation' | 'skewness' | 'weekdaySeasonality' | 'monthSeasonality';

export function spread(series: Series, request: Request<SpreadName>, figures: Float64Array): void {
  const { starts, names, slots } = request;
  const { calendar, positions, values } = series;
  const weekdays = names.includes('weekdaySeasonality') ? new Bins(8) : null;
  const months = names.includes('monthSeasonality') ? new Bins(12) : null;
  const walk: Walk = {
    start() {
      weekdays?.clear();
      months?.clear();
    },
    take(begin, end) {
      for (let at = end - 1; at >= begin; at -= 1) {
        const position = positions[at] ?? 0;
        weekdays?.add(calendar.weekdays[position] ?? 0, values[at] ?? 0);
        months?.add(calendar.months[position] ?? 0, values[at] ?? 0);
      }
    },
    write(place, begin, end) {
      for (let member = starts[place] ?? 0; member < (starts[place + 1] ?? 0); member += 1) {
        const name = names[member];
        const bins = name === 'weekdaySeasonality' ? weekdays : months;
        figures[slots[member] ?? 0] =
          name === 'deviation' || name === 'variation'
            ? majorSpread(name, series, begin, end)
            : rawSpread(series, begin, end, name === 'skewness' ? null : bins);
      }
    },
  };
  if (weekdays || months) walkBack(series, request, walk);
  else walkBack(series, request, { ...walk, take: () => undefined });
}

/** Of the population, in two passes: the one-pass formula loses every digit when values are close. */
function majorSpread(name: 'deviation' | 'variation', series: Series, begin: number, end: number): number {
  const mean = series.sum(begin, end) / (end - begin);
  const majors = series.majors();
  let squares = 0;
  for (let at = begin; at < end; at += 1) {
    const difference = (majors[at] ?? 0) - mean;
    squares += difference * difference;
  }
  const deviation = Math.sqrt(squares / (end - begin));
  if (name === 'deviation') return deviation;
  return mean === 0 ? Number.NaN : deviation / Math.abs(mean);
}

/** Skewness, or the share of the squares that groups explain; in minor units, where equal values have a mean that equals them. */
function rawSpread(series: Series, begin: number, end: number, bins: Bins | null): number {
  const { values } = series;
  const count = end - begin;
  const mean = series.rawSum(begin, end) / count;
  const first = values[begin] ?? 0;
  let [squares, cubes, isEqual] = [0, 0, true];
  for (let at = begin; at < end; at += 1) {
    const value = values[at] ?? 0;
    const difference = value - mean;
    squares += difference * difference;
    cubes += difference * difference * difference;
    if (value !== first) isEqual = false;
  }
  if (isEqual) return Number.NaN;
  if (bins) return bins.squaresAround(mean) / squares;
  const variance = squares / count;
  return cubes / count / (variance * Math.sqrt(variance));
}

class Bins {
  private readonly sums: Float64Array;
  private readonly counts: Float64Array;

  constructor(size: number) {
    this.sums = new Float64Array(size);
    this.counts = new Float64Array(size);
  }

  clear(): void {
    this.sums.fill(0);
    this.counts.fill(0);
  }

  add(bin: number, value: number): void {
    this.sums[bin] = (this.sums[bin] ?? 0) + value;
    this.counts[bin] = (this.counts[bin] ?? 0) + 1;
  }

  squaresAround(mean: number): number {
    let squares = 0;
    for (let bin = 0; bin < this.sums.length; bin += 1) {
      const count = this.counts[bin] ?? 0;
      if (count === 0) continue;
      const difference = (this.sums[bin] ?? 0) / count - mean;
      squares += count * difference * difference;
    }
    return squares;
  }
}
