import type { Series } from '../series.js';
import { walkBack, type Request, type Walk } from './request.js';

/** How far the figures lie apart, and how much of it the calendar explains. */
export type SpreadName = 'deviation' | 'variation' | 'skewness' | 'weekdaySeasonality' | 'monthSeasonality';

export function spread(series: Series, request: Request<SpreadName>, figures: Float64Array): void {
  const { starts, names, slots } = request;
  const { positions, values } = series;
  const weekdays = names.includes('weekdaySeasonality') ? new Bins(8) : null;
  const months = names.includes('monthSeasonality') ? new Bins(12) : null;
  const walk: Walk = {
    start() {
      weekdays?.clear();
      months?.clear();
    },
    take(begin, end) {
      const { calendar } = series;
      for (let at = end - 1; at >= begin; at -= 1) {
        const position = positions[at] ?? 0;
        weekdays?.add(calendar.weekdays[position] ?? 0, values[at] ?? 0);
        months?.add(calendar.months[position] ?? 0, values[at] ?? 0);
      }
    },
    write(place, begin, end) {
      let [major, raw] = [Number.NaN, false];
      for (let member = starts[place] ?? 0; member < (starts[place + 1] ?? 0); member += 1) {
        const name = names[member];
        const slot = slots[member] ?? 0;
        if (name === 'deviation' || name === 'variation') {
          if (Number.isNaN(major)) major = deviationOf(series, begin, end);
          figures[slot] =
            name === 'deviation' ? major : relative(major, series.sum(begin, end) / (end - begin));
          continue;
        }
        if (!raw) momentsOf(series, begin, end);
        raw = true;
        const bins = name === 'weekdaySeasonality' ? weekdays : months;
        if (moments.isEqual) figures[slot] = Number.NaN;
        else if (name === 'skewness') figures[slot] = skewnessOf(end - begin);
        else figures[slot] = (bins?.squaresAround(moments.mean) ?? 0) / moments.squares;
      }
    },
  };
  if (weekdays || months) walkBack(series, request, walk);
  else walkBack(series, request, { ...walk, take: () => undefined });
}

/** Of the population, in two passes: the one-pass formula loses every digit when values are close. */
function deviationOf(series: Series, begin: number, end: number): number {
  const mean = series.sum(begin, end) / (end - begin);
  const majors = series.majors();
  let squares = 0;
  for (let at = begin; at < end; at += 1) {
    const difference = (majors[at] ?? 0) - mean;
    squares += difference * difference;
  }
  return Math.sqrt(squares / (end - begin));
}

function relative(deviation: number, mean: number): number {
  return mean === 0 ? Number.NaN : deviation / Math.abs(mean);
}

const moments = { mean: 0, squares: 0, cubes: 0, isEqual: true };

/** In minor units, where equal values have a mean that equals them. */
function momentsOf(series: Series, begin: number, end: number): void {
  const { values } = series;
  const mean = series.rawSum(begin, end) / (end - begin);
  const first = values[begin] ?? 0;
  let [squares, cubes, isEqual] = [0, 0, true];
  for (let at = begin; at < end; at += 1) {
    const value = values[at] ?? 0;
    const difference = value - mean;
    const square = difference * difference;
    squares += square;
    cubes += square * difference;
    if (value !== first) isEqual = false;
  }
  moments.mean = mean;
  moments.squares = squares;
  moments.cubes = cubes;
  moments.isEqual = isEqual;
}

function skewnessOf(count: number): number {
  const variance = moments.squares / count;
  return moments.cubes / count / (variance * Math.sqrt(variance));
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
