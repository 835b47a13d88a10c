import { Scratch, type Series } from '../series.js';
import type { Request } from './request.js';

/** What the figures in order of size tell. */
export type OrderName =
  'min' | 'p5' | 'p10' | 'p25' | 'median' | 'p75' | 'p90' | 'p95' | 'max' | 'range' | 'quartileRange';

/** Up to here sorting by insertion is faster than by a set of ranks. */
const insertionMax = 24;

const sorted = new Scratch();
let places = new Int32Array(64);
let ranks = new Int32Array(64);

/** The figures are sorted once a run; each smaller window is what is left of the larger one. */
export function order(series: Series, request: Request<OrderName>, figures: Float64Array): void {
  const { windows, runs, starts, names, slots } = request;
  for (let run = 0; run + 1 < runs.length; run += 1) {
    const [first, last] = [runs[run] ?? 0, (runs[run + 1] ?? 0) - 1];
    const end = series.ends[windows[last] ?? 0] ?? 0;
    let kept = 0;
    for (let place = last; place >= first; place -= 1) {
      const begin = series.begins[windows[place] ?? 0] ?? 0;
      if (begin >= end) break;
      kept = place === last ? sortStretch(series, begin, end) : keep(kept, series.positions[begin] ?? 0);
      const values = sorted.of(kept);
      for (let member = starts[place] ?? 0; member < (starts[place + 1] ?? 0); member += 1) {
        const name = names[member];
        if (name) figures[slots[member] ?? 0] = orderFigure(name, values, kept, series.divisor);
      }
    }
  }
}

export function orderFigure(name: OrderName, values: Float64Array, count: number, divisor: number): number {
  switch (name) {
    case 'min':
      return (values[0] ?? 0) / divisor;
    case 'max':
      return (values[count - 1] ?? 0) / divisor;
    case 'median':
      return quantile(values, count, 0.5, divisor);
    case 'p10':
      return quantile(values, count, 0.1, divisor);
    case 'p25':
      return quantile(values, count, 0.25, divisor);
    case 'p75':
      return quantile(values, count, 0.75, divisor);
    case 'p90':
      return quantile(values, count, 0.9, divisor);
    case 'range':
      return ((values[count - 1] ?? 0) - (values[0] ?? 0)) / divisor;
    case 'quartileRange':
      return quantile(values, count, 0.75, divisor) - quantile(values, count, 0.25, divisor);
    case 'p5':
      return quantile(values, count, 0.05, divisor);
    case 'p95':
      return quantile(values, count, 0.95, divisor);
  }
}

/** Linear interpolation between order statistics: type 7 of Hyndman and Fan (1996). */
function quantile(values: Float64Array, count: number, share: number, divisor: number): number {
  const position = (count - 1) * share;
  const below = Math.floor(position);
  const low = values[below] ?? 0;
  const high = values[Math.min(below + 1, count - 1)] ?? 0;
  return (low + (high - low) * (position - below)) / divisor;
}

function sortStretch(series: Series, begin: number, end: number): number {
  const count = end - begin;
  if (places.length < count) places = new Int32Array(count * 2);
  if (count <= insertionMax) sortByInsertion(series, begin, end, sorted.of(count));
  else sortByRank(series, begin, end, sorted.of(count));
  return count;
}

function sortByInsertion(series: Series, begin: number, end: number, out: Float64Array): void {
  const { values, positions } = series;
  const own = places;
  for (let at = begin; at < end; at += 1) {
    const value = values[at] ?? 0;
    let hole = at - begin;
    while (hole > 0 && (out[hole - 1] ?? 0) > value) {
      out[hole] = out[hole - 1] ?? 0;
      own[hole] = own[hole - 1] ?? 0;
      hole -= 1;
    }
    out[hole] = value;
    own[hole] = positions[at] ?? 0;
  }
}

/** The ranks of the whole kind are known: a set of them, read from its smallest, is the order. */
function sortByRank(series: Series, begin: number, end: number, out: Float64Array): void {
  const { measure, positions } = series;
  if (!measure) return;
  const ranking = measure.rank();
  const words = (ranking.ranks.length + 31) >>> 5;
  if (ranks.length < words) ranks = new Int32Array(words);
  const [set, own, { ranks: rankOf, order: byRank }, { values }] = [ranks, places, ranking, measure];
  set.fill(0, 0, words);
  for (let at = begin; at < end; at += 1) {
    const rank = rankOf[positions[at] ?? 0] ?? 0;
    set[rank >>> 5] = (set[rank >>> 5] ?? 0) | (1 << (rank & 31));
  }
  let kept = 0;
  for (let word = 0; word < words; word += 1) {
    let bits = set[word] ?? 0;
    while (bits !== 0) {
      const position = byRank[(word << 5) + (31 - Math.clz32(bits & -bits))] ?? 0;
      own[kept] = position;
      out[kept] = values[position] ?? 0;
      kept += 1;
      bits &= bits - 1;
    }
  }
}

/** Leaves what is not older than `oldest`, in order. */
function keep(count: number, oldest: number): number {
  const values = sorted.of(count);
  const own = places;
  let kept = 0;
  for (let at = 0; at < count; at += 1) {
    const place = own[at] ?? 0;
    values[kept] = values[at] ?? 0;
    own[kept] = place;
    // The sign bit, not a branch: which places stay can not be foretold.
    kept += (oldest - 1 - place) >>> 31;
  }
  return kept;
}
