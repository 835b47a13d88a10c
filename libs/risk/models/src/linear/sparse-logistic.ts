import { addRow, dot, type SparseRows } from './sparse-rows.js';

export interface LinearFit {
  readonly intercept: number;
  readonly weights: Float64Array;
}

/**
 * Logistic regression with an L2 penalty of `penalty / 2 × Σ weight²` on everything but the intercept, of many sparse
 * columns and with weights of either sign ({@link fitLogistic} is for few columns that may speak one way only): Newton's
 * method, whose steps are found by conjugate gradients without ever writing the Hessian down (the truncated Newton of
 * C.-J. Lin, R. C. Weng, S. S. Keerthi, "Trust region Newton method for large-scale logistic regression", JMLR 9, 2008),
 * with step halving. No randomness: the same rows give the same weights. One outcome alone gives weights of zero.
 */
export function fitSparseLogistic(rows: SparseRows, isBad: Float64Array, penalty: number): LinearFit {
  if (isBad.length !== rows.rows) throw new RangeError(`${rows.rows} rows but ${isBad.length} outcomes`);
  if (!(penalty > 0)) throw new RangeError('the penalty must be above zero');
  const bads = isBad.reduce((sum, bad) => sum + bad, 0);
  let solution: Float64Array = new Float64Array(rows.width + 1);
  // Half a borrower of each outcome keeps the intercept finite.
  solution[rows.width] = Math.log((bads + 0.5) / (isBad.length - bads + 0.5));
  if (bads === 0 || bads === isBad.length) return fitOf(solution, rows.width);
  let loss = lossOf(rows, isBad, penalty, solution);
  for (let step = 0; step < newtonStepsMax; step += 1) {
    const direction = newtonDirection(rows, isBad, penalty, solution);
    const { next, nextLoss } = descend(rows, isBad, penalty, solution, direction, loss);
    const gain = loss - nextLoss;
    if (!(gain > 0)) break;
    solution = next;
    loss = nextLoss;
    if (gain < 1e-9 * (1 + Math.abs(loss))) break;
  }
  return fitOf(solution, rows.width);
}

const newtonStepsMax = 60;
const conjugateStepsMax = 100;

function fitOf(solution: Float64Array, width: number): LinearFit {
  return { intercept: solution[width]!, weights: solution.slice(0, width) };
}

function descend(
  rows: SparseRows,
  isBad: Float64Array,
  penalty: number,
  solution: Float64Array,
  direction: Float64Array,
  loss: number,
): { next: Float64Array; nextLoss: number } {
  for (let scale = 1; ; scale /= 2) {
    const next = solution.map((value, at) => value + scale * direction[at]!);
    const nextLoss = lossOf(rows, isBad, penalty, next);
    if (nextLoss <= loss || scale < 1e-6) return { next, nextLoss };
  }
}

function lossOf(rows: SparseRows, isBad: Float64Array, penalty: number, solution: Float64Array): number {
  let loss = 0;
  for (let row = 0; row < rows.rows; row += 1) {
    const logOdds = dot(rows, row, solution) + solution[rows.width]!;
    // log(1 + e^x) without overflow.
    loss += Math.max(logOdds, 0) + Math.log1p(Math.exp(-Math.abs(logOdds))) - isBad[row]! * logOdds;
  }
  for (let at = 0; at < rows.width; at += 1) loss += (penalty / 2) * solution[at]! ** 2;
  return loss;
}

/** Solves Hessian × direction = −gradient as far as a Newton step needs it. */
function newtonDirection(
  rows: SparseRows,
  isBad: Float64Array,
  penalty: number,
  solution: Float64Array,
): Float64Array {
  const { width } = rows;
  const curvature = new Float64Array(rows.rows);
  let residual: Float64Array = new Float64Array(width + 1);
  for (let row = 0; row < rows.rows; row += 1) {
    const probability = 1 / (1 + Math.exp(-dot(rows, row, solution) - solution[width]!));
    curvature[row] = Math.max(1e-12, probability * (1 - probability));
    const error = isBad[row]! - probability;
    addRow(rows, row, error, residual);
    residual[width]! += error;
  }
  residual = residual.map((value, at) => (at < width ? value - penalty * solution[at]! : value));
  const direction = new Float64Array(width + 1);
  let search = residual.slice();
  let norm = squared(residual);
  const enough = norm * 1e-4;
  for (let step = 0; step < conjugateStepsMax && norm > enough && norm > 0; step += 1) {
    const bent = hessianTimes(rows, curvature, penalty, search);
    const length = norm / search.reduce((sum, value, at) => sum + value * bent[at]!, 0);
    for (let at = 0; at <= width; at += 1) {
      direction[at]! += length * search[at]!;
      residual[at]! -= length * bent[at]!;
    }
    const nextNorm = squared(residual);
    search = search.map((value, at) => residual[at]! + (nextNorm / norm) * value);
    norm = nextNorm;
  }
  return direction;
}

function hessianTimes(
  rows: SparseRows,
  curvature: Float64Array,
  penalty: number,
  vector: Float64Array,
): Float64Array {
  const { width } = rows;
  const result = vector.map((value, at) => (at < width ? penalty * value : 0));
  for (let row = 0; row < rows.rows; row += 1) {
    const scale = curvature[row]! * (dot(rows, row, vector) + vector[width]!);
    addRow(rows, row, scale, result);
    result[width]! += scale;
  }
  return result;
}

function squared(vector: Float64Array): number {
  return vector.reduce((sum, value) => sum + value * value, 0);
}
