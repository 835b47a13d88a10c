import type { Grouping } from '../../name/grouping.js';
import { Scratch, type Series } from '../series.js';
import { orderFigure, type OrderName } from './order.js';
import { eachWindow, type Family, type Request } from './request.js';

/** What can be asked of the figures of days, weeks, months or counterparties. */
export type GroupedName = OrderName | 'mean' | 'deviation' | 'variation' | 'largestShare';

const figuresOfGroups = new Scratch();
let slotsOfParties = new Int32Array(64);

export function groups({ by, inner }: Grouping): Family<GroupedName> {
  return (series, request, figures) => {
    const numbers = numbersOf(by, series);
    const divisor = inner === 'count' ? 1 : series.divisor;
    eachWindow(series, request, (place, begin, end) => {
      const groupOf = by === 'byCounterparty' ? partyGroups(numbers, series) : neighbours(numbers, series);
      const count = collect(inner, series, begin, end, groupOf);
      if (count > 0) writeFigures(request, place, count, divisor, figures);
    });
  };
}

function numbersOf(by: Grouping['by'], { calendar, columns }: Series): Int32Array {
  if (by === 'byDay') return calendar.dayNumbers;
  if (by === 'byWeek') return calendar.weekNumbers;
  return by === 'byMonth' ? calendar.monthNumbers : columns.values.counterparty;
}

/** Answers the place of each event's group, counted in the order in which groups appear; −1 for none. */
type GroupOf = (at: number) => number;

function neighbours(numbers: Int32Array, { positions }: Series): GroupOf {
  let [last, group] = [Number.NaN, -1];
  return (at) => {
    const number = numbers[positions[at] ?? 0] ?? 0;
    if (number !== last) group += 1;
    last = number;
    return group;
  };
}

function partyGroups(numbers: Int32Array, { positions, columns }: Series): GroupOf {
  if (slotsOfParties.length < columns.count) slotsOfParties = new Int32Array(columns.count * 2);
  slotsOfParties.fill(-1, 0, columns.count);
  let groupCount = 0;
  return (at) => {
    const party = numbers[positions[at] ?? 0] ?? -1;
    if (party < 0) return -1;
    let group = slotsOfParties[party] ?? -1;
    if (group < 0) {
      group = groupCount;
      groupCount += 1;
      slotsOfParties[party] = group;
    }
    return group;
  };
}

const sizesOfGroups = new Scratch();

/** Works out the inner figure of each group, in minor units, and answers how many groups there are. */
function collect(
  inner: Grouping['inner'],
  series: Series,
  begin: number,
  end: number,
  groupOf: GroupOf,
): number {
  const { values } = series;
  const out = figuresOfGroups.of(end - begin);
  const sizes = sizesOfGroups.of(end - begin);
  let count = 0;
  for (let at = begin; at < end; at += 1) {
    const group = groupOf(at);
    if (group < 0) continue;
    const value = values[at] ?? 0;
    const isNew = group === count;
    if (isNew) {
      count += 1;
      sizes[group] = 0;
    }
    const before = out[group] ?? 0;
    sizes[group] = (sizes[group] ?? 0) + 1;
    if (inner === 'count') out[group] = sizes[group] ?? 0;
    else if (isNew || inner === 'last') out[group] = value;
    else if (inner === 'min') out[group] = Math.min(before, value);
    else if (inner === 'max') out[group] = Math.max(before, value);
    else out[group] = before + value;
  }
  if (inner === 'mean') for (let at = 0; at < count; at += 1) out[at] = (out[at] ?? 0) / (sizes[at] ?? 1);
  return count;
}

function writeFigures(
  { starts, names, slots }: Request<GroupedName>,
  place: number,
  count: number,
  divisor: number,
  figures: Float64Array,
): void {
  const values = figuresOfGroups.of(count);
  let sorted: Float64Array | undefined;
  for (let member = starts[place] ?? 0; member < (starts[place + 1] ?? 0); member += 1) {
    const name = names[member];
    if (name === undefined) continue;
    figures[slots[member] ?? 0] =
      name === 'mean' || name === 'deviation' || name === 'variation' || name === 'largestShare'
        ? spreadFigure(name, values, count, divisor)
        : orderFigure(name, (sorted ??= values.slice(0, count).sort()), count, divisor);
  }
}

function spreadFigure(
  name: 'mean' | 'deviation' | 'variation' | 'largestShare',
  values: Float64Array,
  count: number,
  divisor: number,
): number {
  let [sum, total, largest] = [0, 0, 0];
  for (let at = 0; at < count; at += 1) {
    const value = values[at] ?? 0;
    sum += value;
    total += Math.abs(value);
    largest = Math.max(largest, Math.abs(value));
  }
  if (name === 'largestShare') return total === 0 ? Number.NaN : largest / total;
  const mean = sum / count;
  if (name === 'mean') return mean / divisor;
  let squares = 0;
  for (let at = 0; at < count; at += 1) squares += ((values[at] ?? 0) - mean) ** 2;
  const deviation = Math.sqrt(squares / count);
  if (name === 'deviation') return deviation / divisor;
  return mean === 0 ? Number.NaN : deviation / Math.abs(mean);
}
