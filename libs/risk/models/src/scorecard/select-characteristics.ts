import { coarseBins, type BinnedColumn } from './coarse-bins.js';
import type { FineColumn } from './fine-bins.js';
import type { ScorecardSettings } from './options.js';

/** Candidates beyond this many can not come to be chosen in practice, and comparing them all costs time. */
const candidatesMax = 400;

/**
 * The most informative columns that do not say the same: each in turn, unless it correlates with one chosen before.
 * Equal information is decided by the name, so that the order of the columns does not matter.
 */
export function selectCharacteristics(
  columns: readonly FineColumn[],
  rows: Int32Array,
  isBad: Uint8Array,
  settings: ScorecardSettings,
): BinnedColumn[] {
  const candidates = columns
    .map((column) => coarseBins(column, rows, isBad, settings))
    .filter(({ bins, information }) => bins.length > 1 && information >= settings.informationMin)
    .sort(
      (left, right) =>
        right.information - left.information || (left.column.name < right.column.name ? -1 : 1),
    )
    .slice(0, candidatesMax);
  const chosen: { readonly binned: BinnedColumn; readonly figures: Float64Array }[] = [];
  for (const binned of candidates) {
    if (chosen.length >= settings.characteristicsMax) break;
    const figures = standardised(binned, rows);
    if (chosen.every((other) => Math.abs(correlation(figures, other.figures)) <= settings.correlationMax)) {
      chosen.push({ binned, figures });
    }
  }
  return chosen.map(({ binned }) => binned);
}

/** Weights of evidence of the rows with mean 0 and length 1, so that a product of two is their correlation. */
function standardised({ column, weights }: BinnedColumn, rows: Int32Array): Float64Array {
  const figures = Float64Array.from(rows, (row) => weights[column.codes[row] ?? 0] ?? 0);
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
  const length = Math.sqrt(figures.reduce((sum, figure) => sum + (figure - mean) ** 2, 0));
  return figures.map((figure) => (length === 0 ? 0 : (figure - mean) / length));
}

function correlation(left: Float64Array, right: Float64Array): number {
  let product = 0;
  for (let at = 0; at < left.length; at += 1) product += (left[at] ?? 0) * (right[at] ?? 0);
  return product;
}
