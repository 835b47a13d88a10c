import { seededRandom, shuffled } from '../random.js';
import type { LinearFit } from './sparse-logistic.js';
import { addRow, dot, type SparseRows } from './sparse-rows.js';

export interface SvmOptions {
  /** What a row on the wrong side costs beside the width of the margin. */
  readonly cost: number;
  /** How much more a bad row costs than a good one; 1 unless told, more where bad is rare. */
  readonly badWeight?: number;
  readonly seed: number;
}

/**
 * A linear support vector machine with the squared hinge loss, by dual coordinate descent (C.-J. Hsieh, K.-W. Chang,
 * C.-J. Lin, S. S. Keerthi, S. Sundararajan, "A dual coordinate descent method for large-scale linear SVM", ICML 2008,
 * algorithm 1, which is LIBLINEAR's): each row's multiplier in turn is moved to where its own derivative is zero. The
 * intercept is the weight of a column that is always 1. The sign of `intercept + Σ weight × value` is the verdict (above
 * zero is bad); its size is no probability: see {@link fitSigmoid}. The same seed gives the same weights.
 */
export function fitLinearSvm(
  rows: SparseRows,
  isBad: Float64Array,
  { cost, badWeight = 1, seed }: SvmOptions,
): LinearFit {
  if (isBad.length !== rows.rows) throw new RangeError(`${rows.rows} rows but ${isBad.length} outcomes`);
  if (!(cost > 0 && badWeight > 0)) throw new RangeError('costs must be above zero');
  const random = seededRandom(seed);
  const weights = new Float64Array(rows.width);
  let intercept = 0;
  const multipliers = new Float64Array(rows.rows);
  const softness = isBad.map((bad) => 1 / (2 * cost * (bad === 1 ? badWeight : 1)));
  const curvature = softness.map((soft, row) => soft + 1 + squaredLength(rows, row));
  const places = Array.from({ length: rows.rows }, (_, row) => row);
  for (let pass = 0; pass < passesMax; pass += 1) {
    let worst = 0;
    for (const row of shuffled(places, random)) {
      const side = isBad[row] === 1 ? 1 : -1;
      const before = multipliers[row]!;
      const slope = side * (dot(rows, row, weights) + intercept) - 1 + softness[row]! * before;
      // A multiplier of zero can only grow.
      const usable = before === 0 ? Math.min(slope, 0) : slope;
      worst = Math.max(worst, Math.abs(usable));
      if (usable === 0) continue;
      const after = Math.max(before - slope / curvature[row]!, 0);
      multipliers[row] = after;
      addRow(rows, row, (after - before) * side, weights);
      intercept += (after - before) * side;
    }
    if (worst < tolerance) break;
  }
  return { intercept, weights };
}

const passesMax = 300;
/** Of the derivatives; the margin is 1. */
const tolerance = 1e-3;

function squaredLength({ starts, values }: SparseRows, row: number): number {
  let sum = 0;
  for (let at = starts[row]!; at < starts[row + 1]!; at += 1) sum += values[at]! ** 2;
  return sum;
}
