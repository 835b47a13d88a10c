import type { Calendar } from '../history/calendar.js';
import type { EventColumns } from '../history/event-columns.js';
import type { Measure } from '../history/measure.js';
import { lowerBound, type Moment } from './moment.js';
import type { WindowSpan } from './plan.js';

export const msPerDay = 86_400_000;

const stepsMax = 6;

/**
 * The events that one filter keeps, or those of them that have a measure, oldest first. One object is loaded again and
 * again, so that nothing is allocated for a filter; what a family does not ask for is not worked out.
 */
export class Series {
  count = 0;
  /** Places in the kind's columns. */
  positions: Int32Array;
  /** Moments in milliseconds. */
  times: Float64Array;
  /** In minor units for money. */
  values: Float64Array;
  /** For each of the plan's windows, the stretch of this series: `begins` (included) to `ends` (excluded). */
  readonly begins: Int32Array;
  readonly ends: Int32Array;
  /** When each window ends. */
  readonly endMs: Float64Array;
  /** What a value is divided by at the end: 100 for cents, 1 for a numeric field. */
  divisor = 1;
  measure: Measure | null = null;
  columns!: EventColumns;
  private offsetMinutes = 0;

  private readonly majorValues: Scratch = new Scratch();
  private readonly runningSums: Scratch = new Scratch();
  private partyNumbers = new Int32Array(0);
  private isMajor = false;
  private isRunning = false;
  private isParties = false;

  constructor(private readonly spans: readonly WindowSpan[]) {
    this.positions = new Int32Array(0);
    this.times = new Float64Array(0);
    this.values = new Float64Array(0);
    this.begins = new Int32Array(spans.length);
    this.ends = new Int32Array(spans.length);
    this.endMs = new Float64Array(spans.length);
  }

  enter(columns: EventColumns, offsetMinutes: number): void {
    this.columns = columns;
    this.offsetMinutes = offsetMinutes;
    if (this.positions.length >= columns.count) return;
    this.positions = new Int32Array(columns.count);
    this.times = new Float64Array(columns.count);
    this.values = new Float64Array(columns.count);
    this.partyNumbers = new Int32Array(columns.count);
  }

  /** Worked out when the first family asks for it: many lists of indicators never do. */
  get calendar(): Calendar {
    return this.columns.calendar(this.offsetMinutes);
  }

  /** Takes the given events; with figures, only those that have one. */
  load(kept: Int32Array, keptCount: number, figures: Float64Array | null, divisor: number): void {
    const { ms } = this.columns.values;
    const { positions, times, values } = this;
    let count = 0;
    for (let place = 0; place < keptCount; place += 1) {
      const at = kept[place] ?? 0;
      const value = figures === null ? 0 : (figures[at] ?? Number.NaN);
      if (Number.isNaN(value)) continue;
      positions[count] = at;
      times[count] = ms[at] ?? 0;
      values[count] = value;
      count += 1;
    }
    this.count = count;
    this.divisor = divisor;
    this.isMajor = this.isRunning = this.isParties = false;
  }

  /** Finds the stretches of these windows, which stand in order: each begins where the one before did, or earlier. */
  bound(windows: Int32Array, moment: Moment): void {
    const { times, count, begins, ends, endMs, spans } = this;
    let [lastDays, lastEnd, begin] = [0, count, count];
    for (let place = 0; place < windows.length; place += 1) {
      const window = windows[place] ?? 0;
      const { fromDays, toDays } = spans[window] as WindowSpan;
      if (toDays !== lastDays) {
        lastDays = toDays;
        lastEnd = begin = lowerBound(times, moment.ms - lastDays * msPerDay, count);
      }
      const fromMs = fromDays === null ? -Infinity : moment.ms - fromDays * msPerDay;
      // The next window is mostly not much longer: steps first, and halves only where that would be long.
      let steps = 0;
      while (begin > 0 && (times[begin - 1] ?? 0) >= fromMs && steps < stepsMax) {
        begin -= 1;
        steps += 1;
      }
      if (steps === stepsMax) begin = lowerBound(times, fromMs, begin);
      begins[window] = begin;
      ends[window] = lastEnd;
      endMs[window] = moment.ms - lastDays * msPerDay;
    }
  }

  /** Values in major units. */
  majors(): Float64Array {
    const majors = this.majorValues.of(this.count);
    if (this.isMajor) return majors;
    const { values, divisor, count } = this;
    for (let at = 0; at < count; at += 1) majors[at] = (values[at] ?? 0) / divisor;
    this.isMajor = true;
    return majors;
  }

  /** Numbers of counterparties, −1 for none. */
  parties(): Int32Array {
    if (this.isParties) return this.partyNumbers;
    const { counterparty } = this.columns.values;
    const { positions, count } = this;
    for (let at = 0; at < count; at += 1) this.partyNumbers[at] = counterparty[positions[at] ?? 0] ?? -1;
    this.isParties = true;
    return this.partyNumbers;
  }

  /** Exact in minor units; turned into a number of major units once, at the end. */
  sum(begin: number, end: number): number {
    return this.rawSum(begin, end) / this.divisor;
  }

  /** In minor units. A difference of running sums only where these are whole and doubles hold them exactly. */
  rawSum(begin: number, end: number): number {
    const { values, measure } = this;
    if (measure?.isExact) {
      const running = this.running();
      return (running[end] ?? 0) - (running[begin] ?? 0);
    }
    if (measure?.amounts) {
      let exact = 0n;
      for (let at = begin; at < end; at += 1) exact += measure.amounts[this.positions[at] ?? 0] ?? 0n;
      return Number(exact);
    }
    let total = 0;
    for (let at = begin; at < end; at += 1) total += values[at] ?? 0;
    return total;
  }

  private running(): Float64Array {
    const running = this.runningSums.of(this.count + 1);
    if (this.isRunning) return running;
    const { values, count } = this;
    let total = 0;
    running[0] = 0;
    for (let at = 0; at < count; at += 1) {
      total += values[at] ?? 0;
      running[at + 1] = total;
    }
    this.isRunning = true;
    return running;
  }
}

/** An array that grows and is then used again. */
export class Scratch {
  private array = new Float64Array(64);

  of(length: number): Float64Array {
    if (this.array.length < length) this.array = new Float64Array(length * 2);
    return this.array;
  }
}
