import type { FineColumn } from './fine-bins.js';
import type { ScorecardSettings } from './options.js';

/** Some of a column's fine bins together. */
export interface CoarseBin {
  /** Codes of the fine bins: 0 is missing. */
  readonly codes: readonly number[];
  readonly rows: number;
  readonly bads: number;
  readonly weightOfEvidence: number;
}

export interface BinnedColumn {
  readonly column: FineColumn;
  readonly bins: readonly CoarseBin[];
  /** The weight of evidence of each fine code. */
  readonly weights: Float64Array;
  /** Corrected for what pure chance would give so many bins of so few bads. */
  readonly information: number;
}

interface Group {
  readonly codes: readonly number[];
  readonly rows: number;
  readonly bads: number;
}

/**
 * Joins fine bins, looking at the outcomes of `rows` only, into few bins that each hold enough borrowers. Risk rises
 * or falls all the way along a numeric characteristic, unless there is plenty of data and it says otherwise. Missing
 * is always a bin of its own.
 */
export function coarseBins(
  column: FineColumn,
  rows: Int32Array,
  isBad: Uint8Array,
  settings: ScorecardSettings,
): BinnedColumn {
  const tally = tallyOf(column, rows, isBad);
  const total = joined(tally);
  const present = tally.slice(1).filter((group) => group.rows > 0);
  const missing = tally[0] && tally[0].rows > 0 ? [tally[0]] : [];
  const finish = (groups: readonly Group[]): BinnedColumn =>
    withWeights(column, [...groups, ...missing], total, settings);
  if (column.type === 'text') return finish(joinDown(byRisk(present, total), total.rows, settings));
  const grown = joinSmall(present, total.rows, settings);
  const monotone = finish(joinDown(poolViolators(grown), total.rows, settings));
  if (total.rows < 2_000) return monotone;
  const free = finish(joinDown(grown, total.rows, settings));
  return free.information > 1.25 * monotone.information + 0.02 ? free : monotone;
}

function tallyOf(column: FineColumn, rows: Int32Array, isBad: Uint8Array): Group[] {
  const rowCounts = new Uint32Array(column.count + 1);
  const badCounts = new Uint32Array(column.count + 1);
  for (const row of rows) {
    const code = column.codes[row] ?? 0;
    rowCounts[code] = (rowCounts[code] ?? 0) + 1;
    badCounts[code] = (badCounts[code] ?? 0) + (isBad[row] ?? 0);
  }
  return Array.from(rowCounts, (count, code) => ({ codes: [code], rows: count, bads: badCounts[code] ?? 0 }));
}

function join(left: Group, right: Group): Group {
  return {
    codes: [...left.codes, ...right.codes],
    rows: left.rows + right.rows,
    bads: left.bads + right.bads,
  };
}

function joined(groups: readonly Group[]): Group {
  return groups.reduce(join, { codes: [], rows: 0, bads: 0 });
}

/** Texts have no order of their own: they are put in the order of their smoothed risk. */
function byRisk(groups: readonly Group[], total: Group): Group[] {
  const average = total.bads / total.rows;
  const risk = ({ bads, rows }: Group): number => (bads + 10 * average) / (rows + 10);
  return [...groups].sort(
    (left, right) => risk(left) - risk(right) || (left.codes[0] ?? 0) - (right.codes[0] ?? 0),
  );
}

/** Each bin too small joins the neighbour that differs less from it. */
function joinSmall(groups: readonly Group[], rows: number, { binShareMin }: ScorecardSettings): Group[] {
  const result = [...groups];
  for (;;) {
    let smallest = -1;
    result.forEach((group, place) => {
      const best = result[smallest];
      if (group.rows < rows * binShareMin && (!best || group.rows < best.rows)) smallest = place;
    });
    if (smallest < 0 || result.length < 2) return result;
    const before = smallest > 0 ? difference(result, smallest - 1) : Infinity;
    const after = smallest < result.length - 1 ? difference(result, smallest) : Infinity;
    joinAt(result, before <= after ? smallest - 1 : smallest);
  }
}

/** Pool adjacent violators (Ayer et al., 1955), in the direction in which risk goes on the whole. */
function poolViolators(groups: readonly Group[]): Group[] {
  const sign = direction(groups);
  const result: Group[] = [];
  for (const group of groups) {
    result.push(group);
    while (result.length > 1) {
      const [last, previous] = [result[result.length - 1], result[result.length - 2]];
      if (!last || !previous || sign * (last.bads * previous.rows - previous.bads * last.rows) > 0) break;
      result.splice(-2, 2, join(previous, last));
    }
  }
  return result;
}

function direction(groups: readonly Group[]): 1 | -1 {
  const { rows, bads } = joined(groups);
  let rowsBelow = 0;
  let covariance = 0;
  for (const group of groups) {
    const rank = rowsBelow + group.rows / 2;
    covariance += rank * (group.bads - (group.rows * bads) / Math.max(1, rows));
    rowsBelow += group.rows;
  }
  return covariance < 0 ? -1 : 1;
}

/** Joins the two neighbours that differ least until few enough are left, all large enough and all different. */
function joinDown(groups: readonly Group[], rows: number, settings: ScorecardSettings): Group[] {
  const result = joinSmall(groups, rows, settings);
  while (result.length > 1) {
    let closest = 0;
    for (let place = 1; place < result.length - 1; place += 1) {
      if (difference(result, place) < difference(result, closest)) closest = place;
    }
    if (result.length <= settings.binsMax && difference(result, closest) > differenceMin) return result;
    joinAt(result, closest);
  }
  return result;
}

/** A chi-square below this is no more than what two halves of the same borrowers show. */
const differenceMin = 1;

/** Pearson's chi-square of a bin and the one after it. */
function difference(groups: readonly Group[], place: number): number {
  const [left, right] = [groups[place], groups[place + 1]];
  if (!left || !right) return Infinity;
  const { rows, bads } = join(left, right);
  const goods = rows - bads;
  if (bads === 0 || goods === 0) return 0;
  const cross = left.bads * right.rows - right.bads * left.rows;
  return (cross * cross * rows) / (left.rows * right.rows * bads * goods);
}

function joinAt(groups: Group[], place: number): void {
  const [left, right] = [groups[place], groups[place + 1]];
  if (left && right) groups.splice(place, 2, join(left, right));
}

/**
 * A bin's risk is mixed with rows of average risk before its log-odds are taken: no bin is ever certain, and small
 * ones say little. The information value of k bins is on average (k − 1)(1/bads + 1/goods) by chance alone, which
 * is taken off.
 */
function withWeights(
  column: FineColumn,
  groups: readonly Group[],
  total: Group,
  { smoothingRows }: ScorecardSettings,
): BinnedColumn {
  const average = total.bads / total.rows;
  const goodsAll = total.rows - total.bads;
  const weights = new Float64Array(column.count + 1);
  let information = -(groups.length - 1) * (1 / total.bads + 1 / goodsAll);
  const bins = groups.map((group): CoarseBin => {
    const risk = (group.bads + smoothingRows * average) / (group.rows + smoothingRows);
    const weightOfEvidence = logit(risk) - logit(average);
    for (const code of group.codes) weights[code] = weightOfEvidence;
    information += weightOfEvidence * (group.bads / total.bads - (group.rows - group.bads) / goodsAll);
    return { ...group, weightOfEvidence };
  });
  return { column, bins, weights, information };
}

function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}
