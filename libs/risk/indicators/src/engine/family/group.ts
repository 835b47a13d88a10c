import type { Grouping } from '../../name/grouping.js';
import { Scratch, type Series } from '../series.js';
import { orderFigure, type OrderName } from './order.js';
import { walkBack, type Family, type Request } from './request.js';

/** What can be asked of the figures of days, weeks, months or counterparties. */
export type GroupedName = OrderName | 'mean' | 'deviation' | 'variation' | 'largestShare';

const figuresOfGroups = new Scratch();
const sizesOfGroups = new Scratch();
const meanFigures = new Scratch();
let groupOfParty = new Int32Array(64);

/** Groups grow while the walk goes back: those of a window are done where it begins, and go on for the next. */
export function groups({ by, inner }: Grouping): Family<GroupedName> {
  return (series, request, figures) => {
    const numbers = numbersOf(by, series);
    const collect = by === 'byCounterparty' ? collectParties : collectNeighbours;
    const divisor = inner === 'count' ? 1 : series.divisor;
    let count = 0;
    figuresOfGroups.of(series.count);
    sizesOfGroups.of(series.count);
    walkBack(series, request, {
      start() {
        count = 0;
        if (by === 'byCounterparty') forgetParties(series);
      },
      take(begin, end) {
        count = collect(inner, series, numbers, begin, end, count);
      },
      write(place) {
        if (count > 0) writeFigures(request, place, inner, count, divisor, figures);
      },
    });
  };
}

function numbersOf(by: Grouping['by'], series: Series): Int32Array {
  if (by === 'byCounterparty') return series.columns.values.counterparty;
  const { calendar } = series;
  if (by === 'byDay') return calendar.dayNumbers;
  if (by === 'byWeek') return calendar.weekNumbers;
  return calendar.monthNumbers;
}

/** Days, weeks and months: events of a group stand beside each other. Answers how many groups there are now. */
function collectNeighbours(
  inner: Grouping['inner'],
  series: Series,
  numbers: Int32Array,
  begin: number,
  end: number,
  known: number,
): number {
  const { positions, values } = series;
  const [sums, sizes] = [figuresOfGroups.of(series.count), sizesOfGroups.of(series.count)];
  const [isAdded, isSmallest, isLargest] = [
    inner === 'sum' || inner === 'mean',
    inner === 'min',
    inner === 'max',
  ];
  let count = known;
  let number = known === 0 ? Number.NaN : (numbers[positions[end] ?? 0] ?? 0);
  for (let at = end - 1; at >= begin; at -= 1) {
    const own = numbers[positions[at] ?? 0] ?? 0;
    const value = inner === 'count' ? 1 : (values[at] ?? 0);
    if (own !== number) {
      sums[count] = value;
      sizes[count] = 1;
      count += 1;
      number = own;
      continue;
    }
    const before = sums[count - 1] ?? 0;
    sizes[count - 1] = (sizes[count - 1] ?? 0) + 1;
    if (isAdded || inner === 'count') sums[count - 1] = before + value;
    else if (isSmallest ? value < before : isLargest && value > before) sums[count - 1] = value;
  }
  return count;
}

function collectParties(
  inner: Grouping['inner'],
  series: Series,
  numbers: Int32Array,
  begin: number,
  end: number,
  known: number,
): number {
  const { positions, values } = series;
  const [sums, sizes] = [figuresOfGroups.of(series.count), sizesOfGroups.of(series.count)];
  const groupOf = groupOfParty;
  let count = known;
  for (let at = end - 1; at >= begin; at -= 1) {
    const party = numbers[positions[at] ?? 0] ?? -1;
    if (party < 0) continue;
    const group = groupOf[party] ?? -1;
    if (group < 0) {
      groupOf[party] = count;
      count += 1;
      add(inner, sums, sizes, count - 1, values[at] ?? 0, true);
    } else add(inner, sums, sizes, group, values[at] ?? 0, false);
  }
  return count;
}

function forgetParties({ columns }: Series): void {
  if (groupOfParty.length < columns.count) groupOfParty = new Int32Array(columns.count * 2);
  groupOfParty.fill(-1, 0, columns.count);
}

/** Adds an event that is older than those before it; of a mean the sum is kept. */
function add(
  inner: Grouping['inner'],
  figures: Float64Array,
  sizes: Float64Array,
  group: number,
  value: number,
  isNew: boolean,
): void {
  const before = figures[group] ?? 0;
  sizes[group] = isNew ? 1 : (sizes[group] ?? 0) + 1;
  if (inner === 'count') figures[group] = sizes[group] ?? 0;
  else if (isNew) figures[group] = value;
  else if (inner === 'sum' || inner === 'mean') figures[group] = before + value;
  else if (inner === 'min') figures[group] = Math.min(before, value);
  else if (inner === 'max') figures[group] = Math.max(before, value);
}

function writeFigures(
  { starts, names, slots }: Request<GroupedName>,
  place: number,
  inner: Grouping['inner'],
  count: number,
  divisor: number,
  figures: Float64Array,
): void {
  const values = inner === 'mean' ? meansOf(count) : figuresOfGroups.of(count);
  let sorted: Float64Array | undefined;
  for (let member = starts[place] ?? 0; member < (starts[place + 1] ?? 0); member += 1) {
    const name = names[member];
    if (name === undefined) continue;
    figures[slots[member] ?? 0] =
      name === 'mean' || name === 'deviation' || name === 'variation' || name === 'largestShare'
        ? spreadFigure(name, values, count, divisor)
        : name === 'max' || name === 'min'
          ? extreme(name, values, count) / divisor
          : orderFigure(name, (sorted ??= values.slice(0, count).sort()), count, divisor);
  }
}

function meansOf(count: number): Float64Array {
  const [sums, sizes, means] = [figuresOfGroups.of(count), sizesOfGroups.of(count), meanFigures.of(count)];
  for (let at = 0; at < count; at += 1) means[at] = (sums[at] ?? 0) / (sizes[at] ?? 1);
  return means;
}

function extreme(name: 'min' | 'max', values: Float64Array, count: number): number {
  let best = values[0] ?? 0;
  for (let at = 1; at < count; at += 1) {
    const value = values[at] ?? 0;
    if (name === 'max' ? value > best : value < best) best = value;
  }
  return best;
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
  for (let at = 0; at < count; at += 1) {
    const difference = (values[at] ?? 0) - mean;
    squares += difference * difference;
  }
  const deviation = Math.sqrt(squares / count);
  if (name === 'deviation') return deviation / divisor;
  return mean === 0 ? Number.NaN : deviation / Math.abs(mean);
}
