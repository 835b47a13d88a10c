import type { Series } from '../series.js';

/**
 * What one family of aggregates is asked of one series: windows in their order, and for each the aggregates wanted with
 * the slots that their figures go to.
 */
export interface Request<Name extends string = string> {
  readonly windows: Int32Array;
  /** The members of window `place` are those from `starts[place]` to before `starts[place + 1]`. */
  readonly starts: Int32Array;
  readonly names: readonly Name[];
  readonly slots: Int32Array;
  /** The same by name: for each the slots of all windows, −1 where it is not asked for. */
  readonly columns: readonly { readonly name: Name; readonly slots: Int32Array }[];
  /** Stretches of windows that end together: `runs[n]` to before `runs[n + 1]`. */
  readonly runs: Int32Array;
}

/** Writes the figures that are not missing. Windows without an event are left as they are. */
export type Family<Name extends string = string> = (
  series: Series,
  request: Request<Name>,
  figures: Float64Array,
) => void;

/** Calls back for each window that has an event. */
export function eachWindow(
  series: Series,
  { windows }: Request,
  visit: (place: number, begin: number, end: number, window: number) => void,
): void {
  for (let place = 0; place < windows.length; place += 1) {
    const window = windows[place] ?? 0;
    const begin = series.begins[window] ?? 0;
    const end = series.ends[window] ?? 0;
    if (begin < end) visit(place, begin, end, window);
  }
}

/** A walk from the newest event of a run of windows to the oldest, which stops where each window begins. */
export interface Walk {
  start(end: number, window: number): void;
  /** The events from `begin` to before `end`; what was seen before is newer. */
  take(begin: number, end: number): void;
  /** All events of the window have been seen. */
  write(place: number, begin: number, end: number): void;
}

/** Nested windows cost one pass, and nothing is a difference of two sums. */
export function walkBack(series: Series, { windows, runs }: Request, walk: Walk): void {
  for (let run = 0; run + 1 < runs.length; run += 1) {
    const first = runs[run] ?? 0;
    const stop = runs[run + 1] ?? 0;
    const end = series.ends[windows[first] ?? 0] ?? 0;
    if (end === 0) continue;
    let seen = end;
    walk.start(end, windows[first] ?? 0);
    for (let place = first; place < stop; place += 1) {
      const begin = series.begins[windows[place] ?? 0] ?? 0;
      if (begin < seen) walk.take(begin, seen);
      seen = Math.min(begin, seen);
      if (begin < end) walk.write(place, begin, end);
    }
  }
}
