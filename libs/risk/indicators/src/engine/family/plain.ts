import { msPerDay, type Series } from '../series.js';
import type { Request } from './request.js';

/** What two places of a series and its running sums tell. */
export type PlainName =
  'count' | 'sum' | 'mean' | 'first' | 'last' | 'change' | 'daysSinceFirst' | 'daysSinceLast' | 'meanGap';

/** A name at a time, so that which figure is wanted is asked once for all windows. */
export function plain(series: Series, request: Request<PlainName>, figures: Float64Array): void {
  const { windows, columns } = request;
  const { begins, ends, endMs } = series;
  for (const { name, slots } of columns) {
    const figure = formulas[name];
    for (let place = 0; place < windows.length; place += 1) {
      const slot = slots[place] ?? -1;
      const window = windows[place] ?? 0;
      const begin = begins[window] ?? 0;
      const end = ends[window] ?? 0;
      if (slot >= 0 && begin < end) figures[slot] = figure(series, begin, end, endMs[window] ?? 0);
    }
  }
}

type Formula = (series: Series, begin: number, end: number, endMs: number) => number;

const formulas: Record<PlainName, Formula> = {
  count: (_, begin, end) => end - begin,
  sum: (series, begin, end) => series.sum(begin, end),
  mean: (series, begin, end) => series.sum(begin, end) / (end - begin),
  first: ({ values, divisor }, begin) => (values[begin] ?? 0) / divisor,
  last: ({ values, divisor }, _, end) => (values[end - 1] ?? 0) / divisor,
  change: ({ values, divisor }, begin, end) => ((values[end - 1] ?? 0) - (values[begin] ?? 0)) / divisor,
  daysSinceFirst: ({ times }, begin, _, endMs) => (endMs - (times[begin] ?? 0)) / msPerDay,
  daysSinceLast: ({ times }, _, end, endMs) => (endMs - (times[end - 1] ?? 0)) / msPerDay,
  meanGap: ({ times }, begin, end) =>
    end - begin < 2
      ? Number.NaN
      : ((times[end - 1] ?? 0) - (times[begin] ?? 0)) / (end - begin - 1) / msPerDay,
};
