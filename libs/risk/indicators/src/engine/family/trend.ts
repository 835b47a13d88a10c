import { msPerDay, Scratch, type Series } from '../series.js';
import { eachWindow, walkBack, type Request } from './request.js';

/** Least squares of the value on time in days. */
export function slope(series: Series, request: Request<'slope'>, figures: Float64Array): void {
  const { starts, slots } = request;
  eachWindow(series, request, (place, begin, end) => {
    figures[slots[starts[place] ?? 0] ?? 0] = slopeOf(series, begin, end);
  });
}

const daysScratch = new Scratch();

function slopeOf(series: Series, begin: number, end: number): number {
  const { times } = series;
  const majors = series.majors();
  const count = end - begin;
  const mean = series.sum(begin, end) / count;
  const origin = times[begin] ?? 0;
  if (times[end - 1] === origin) return Number.NaN;
  const days = daysScratch.of(count);
  let meanDay = 0;
  for (let at = 0; at < count; at += 1) {
    const day = ((times[begin + at] ?? 0) - origin) / msPerDay;
    days[at] = day;
    meanDay += day;
  }
  meanDay /= count;
  let squares = 0;
  let products = 0;
  for (let at = 0; at < count; at += 1) {
    const day = (days[at] ?? 0) - meanDay;
    squares += day * day;
    products += day * ((majors[begin + at] ?? 0) - mean);
  }
  return squares === 0 ? Number.NaN : products / squares;
}

/** The mean over time: each value holds until the next, the last until the window ends. */
export function timeMean(series: Series, request: Request<'timeMean'>, figures: Float64Array): void {
  const { starts, slots } = request;
  const { times, values, divisor } = series;
  let [area, until, endMs] = [0, 0, 0];
  walkBack(series, request, {
    start(_, window) {
      endMs = until = series.endMs[window] ?? 0;
      area = 0;
    },
    take(begin, end) {
      let [sum, newer] = [area, until];
      for (let at = end - 1; at >= begin; at -= 1) {
        const time = times[at] ?? 0;
        sum += (values[at] ?? 0) * (newer - time);
        newer = time;
      }
      [area, until] = [sum, newer];
    },
    write(place, begin) {
      figures[slots[starts[place] ?? 0] ?? 0] = area / (endMs - (times[begin] ?? 0)) / divisor;
    },
  });
}
