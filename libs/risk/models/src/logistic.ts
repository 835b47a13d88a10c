export interface LogisticFit {
  readonly intercept: number;
  /** One a column; never below zero (see {@link fitLogistic}). */
  readonly coefficients: readonly number[];
}

/**
 * Logistic regression with an L2 penalty of `penalty / 2 × Σ coefficient²` on everything but the intercept, by
 * Newton's method with step halving. Columns are weights of evidence, where a negative coefficient would turn a
 * characteristic's own risk upside down: such a column is left out (coefficient 0) and the rest fitted again.
 */
export function fitLogistic(
  columns: readonly Float64Array[],
  isBad: Float64Array,
  penalty: number,
): LogisticFit {
  let active = columns.map((_, place) => place);
  for (;;) {
    const solution = newton(
      active.map((place) => columns[place] ?? new Float64Array(isBad.length)),
      isBad,
      penalty,
    );
    const kept = active.filter((_, at) => (solution[at + 1] ?? 0) > 0);
    if (kept.length === active.length) {
      const coefficients = columns.map((_, place) => solution[active.indexOf(place) + 1] ?? 0);
      return {
        intercept: solution[0] ?? 0,
        coefficients: coefficients.map((value, place) => (active.includes(place) ? value : 0)),
      };
    }
    active = kept;
  }
}

const stepsMax = 50;

/** The intercept, then a coefficient a column. */
function newton(columns: readonly Float64Array[], isBad: Float64Array, penalty: number): Float64Array {
  const average = isBad.reduce((sum, bad) => sum + bad, 0) / isBad.length;
  let solution = new Float64Array(columns.length + 1);
  solution[0] = Math.log(average / (1 - average));
  let loss = lossOf(columns, isBad, penalty, solution);
  for (let step = 0; step < stepsMax; step += 1) {
    const direction = newtonStep(columns, isBad, penalty, solution);
    let scale = 1;
    let next = solution.map((value, at) => value + scale * (direction[at] ?? 0));
    let nextLoss = lossOf(columns, isBad, penalty, next);
    while (nextLoss > loss && scale > 1e-6) {
      scale /= 2;
      const halved = scale;
      next = solution.map((value, at) => value + halved * (direction[at] ?? 0));
      nextLoss = lossOf(columns, isBad, penalty, next);
    }
    if (nextLoss > loss) return solution;
    const gain = loss - nextLoss;
    solution = next;
    loss = nextLoss;
    if (gain < 1e-10 * (1 + Math.abs(loss))) return solution;
  }
  return solution;
}

function linear(columns: readonly Float64Array[], solution: Float64Array, row: number): number {
  let sum = solution[0] ?? 0;
  for (let at = 0; at < columns.length; at += 1) sum += (solution[at + 1] ?? 0) * (columns[at]?.[row] ?? 0);
  return sum;
}

function lossOf(
  columns: readonly Float64Array[],
  isBad: Float64Array,
  penalty: number,
  solution: Float64Array,
): number {
  let loss = 0;
  for (let row = 0; row < isBad.length; row += 1) {
    const logOdds = linear(columns, solution, row);
    // log(1 + e^x) without overflow.
    loss += Math.max(logOdds, 0) + Math.log1p(Math.exp(-Math.abs(logOdds))) - (isBad[row] ?? 0) * logOdds;
  }
  for (let at = 1; at < solution.length; at += 1) loss += (penalty / 2) * (solution[at] ?? 0) ** 2;
  return loss;
}

function newtonStep(
  columns: readonly Float64Array[],
  isBad: Float64Array,
  penalty: number,
  solution: Float64Array,
): Float64Array {
  const size = columns.length + 1;
  const hessian = Array.from({ length: size }, () => new Float64Array(size));
  const gradient = new Float64Array(size);
  const values = new Float64Array(size);
  for (let row = 0; row < isBad.length; row += 1) {
    values[0] = 1;
    for (let at = 1; at < size; at += 1) values[at] = columns[at - 1]?.[row] ?? 0;
    const probability = 1 / (1 + Math.exp(-linear(columns, solution, row)));
    const weight = Math.max(1e-12, probability * (1 - probability));
    for (let at = 0; at < size; at += 1) {
      const value = values[at] ?? 0;
      gradient[at] = (gradient[at] ?? 0) + value * ((isBad[row] ?? 0) - probability);
      const line = hessian[at];
      if (line)
        for (let other = 0; other <= at; other += 1)
          line[other] = (line[other] ?? 0) + weight * value * (values[other] ?? 0);
    }
  }
  for (let at = 1; at < size; at += 1) {
    const line = hessian[at];
    if (line) line[at] = (line[at] ?? 0) + penalty;
    gradient[at] = (gradient[at] ?? 0) - penalty * (solution[at] ?? 0);
  }
  return solveSymmetric(hessian, gradient);
}

/** Cholesky's factorisation of the lower triangle; the penalty keeps it positive definite. */
function solveSymmetric(lower: readonly Float64Array[], right: Float64Array): Float64Array {
  const size = right.length;
  const at = (row: number, column: number): number => lower[row]?.[column] ?? 0;
  const result = Float64Array.from(right);
  for (let row = 0; row < size; row += 1) {
    const line = lower[row];
    if (!line) continue;
    for (let column = 0; column <= row; column += 1) {
      let sum = at(row, column);
      for (let before = 0; before < column; before += 1) sum -= at(row, before) * at(column, before);
      line[column] = row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / at(column, column);
    }
    let sum = result[row] ?? 0;
    for (let before = 0; before < row; before += 1) sum -= at(row, before) * (result[before] ?? 0);
    result[row] = sum / at(row, row);
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = result[row] ?? 0;
    for (let after = row + 1; after < size; after += 1) sum -= at(after, row) * (result[after] ?? 0);
    result[row] = sum / at(row, row);
  }
  return result;
}
