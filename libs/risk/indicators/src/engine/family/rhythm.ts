import { msPerDay, type Series } from '../series.js';
import { eachWindow, walkBack, type Request } from './request.js';

/** How the events follow one another. */
export type RhythmName = 'longestGap' | 'activeDays' | 'longestStreak';

/** No neighbour of any day. */
const noDay = 1e9;

export function rhythm(series: Series, request: Request<RhythmName>, figures: Float64Array): void {
  const { starts, names, slots } = request;
  const { times, positions, calendar } = series;
  let [gap, activeDays, streak, longest, newerDay, newerMs] = [0, 0, 0, 0, 0, 0];
  walkBack(series, request, {
    start(end) {
      gap = activeDays = streak = longest = 0;
      newerDay = noDay;
      newerMs = times[end - 1] ?? 0;
    },
    // In variables of its own: those that closures share are slow to write.
    take(begin, end) {
      const days = calendar.dayNumbers;
      let [largest, newer, day, different, run, best] = [gap, newerMs, newerDay, activeDays, streak, longest];
      for (let at = end - 1; at >= begin; at -= 1) {
        const time = times[at] ?? 0;
        if (newer - time > largest) largest = newer - time;
        newer = time;
        const own = days[positions[at] ?? 0] ?? 0;
        if (own === day) continue;
        different += 1;
        run = own === day - 1 ? run + 1 : 1;
        if (run > best) best = run;
        day = own;
      }
      [gap, newerMs, newerDay, activeDays, streak, longest] = [largest, newer, day, different, run, best];
    },
    write(place, begin, end) {
      for (let member = starts[place] ?? 0; member < (starts[place + 1] ?? 0); member += 1) {
        const name = names[member];
        figures[slots[member] ?? 0] =
          name === 'activeDays'
            ? activeDays
            : name === 'longestStreak'
              ? longest
              : end - begin < 2
                ? Number.NaN
                : gap / msPerDay;
      }
    },
  });
}

/** Standard deviation (population) of the time between events, in days; in two passes, as any deviation here. */
export function gapDeviation(series: Series, request: Request<'gapDeviation'>, figures: Float64Array): void {
  const { starts, slots } = request;
  const { times } = series;
  eachWindow(series, request, (place, begin, end) => {
    const gaps = end - begin - 1;
    if (gaps < 2) return;
    const mean = ((times[end - 1] ?? 0) - (times[begin] ?? 0)) / gaps;
    let squares = 0;
    for (let at = begin + 1; at < end; at += 1) {
      const difference = (times[at] ?? 0) - (times[at - 1] ?? 0) - mean;
      squares += difference * difference;
    }
    figures[slots[starts[place] ?? 0] ?? 0] = Math.sqrt(squares / gaps) / msPerDay;
  });
}
