import { msPerDay, type Series } from '../series.js';
import { eachWindow, type Request } from './request.js';

/** What two places of a series and its running sums tell. */
export type PlainName =
  'count' | 'sum' | 'mean' | 'first' | 'last' | 'change' | 'daysSinceFirst' | 'daysSinceLast' | 'meanGap';

export function plain(series: Series, request: Request<PlainName>, figures: Float64Array): void {
  const { starts, names, slots } = request;
  eachWindow(series, request, (place, begin, end, window) => {
    for (let member = starts[place] ?? 0; member < (starts[place + 1] ?? 0); member += 1) {
      const name = names[member];
      if (name) figures[slots[member] ?? 0] = figure(name, series, begin, end, series.endMs[window] ?? 0);
    }
  });
}

function figure(name: PlainName, series: Series, begin: number, end: number, endMs: number): number {
  const { times, values, divisor } = series;
  const [oldest, newest] = [begin, end - 1];
  switch (name) {
    case 'count':
      return end - begin;
    case 'sum':
      return series.sum(begin, end);
    case 'mean':
      return series.sum(begin, end) / (end - begin);
    case 'first':
      return (values[oldest] ?? 0) / divisor;
    case 'last':
      return (values[newest] ?? 0) / divisor;
    case 'change':
      return ((values[newest] ?? 0) - (values[oldest] ?? 0)) / divisor;
    case 'daysSinceFirst':
      return (endMs - (times[oldest] ?? 0)) / msPerDay;
    case 'daysSinceLast':
      return (endMs - (times[newest] ?? 0)) / msPerDay;
    case 'meanGap':
      return end - begin < 2
        ? Number.NaN
        : ((times[newest] ?? 0) - (times[oldest] ?? 0)) / (end - begin - 1) / msPerDay;
  }
}
