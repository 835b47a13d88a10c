import { fitLogistic } from '../logistic.js';
import type { Outcome } from '../measure/measures.js';
import { seededRandom } from '../random.js';
import { fitLinearSvm } from './linear-svm.js';
import { fitSigmoid, probabilityOf } from './sigmoid.js';
import { fitSparseLogistic } from './sparse-logistic.js';
import { dot, rowsAt, sparseRows } from './sparse-rows.js';

const hours = [
  0.5, 0.75, 1, 1.25, 1.5, 1.75, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.25, 4.5, 4.75, 5, 5.5,
];
const passed = [0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1];
const outcome = Float64Array.from(passed);
const rows = sparseRows(
  hours.map((hour) => [[0, hour]]),
  1,
);

/** Rows of three columns, of which the first speaks for bad, the second against, the third not at all. */
function madeRows(count: number, seed: number) {
  const random = seededRandom(seed);
  const values = Array.from({ length: count }, () => [random(), random(), random()]);
  const isBad = Float64Array.from(values, ([one = 0, other = 0]) =>
    one - other + random() - 0.5 > 0 ? 1 : 0,
  );
  return {
    isBad,
    values,
    rows: sparseRows(
      values.map((row) => row.map((value, at) => [at, value] as const)),
      3,
    ),
  };
}

describe('sparse logistic regression', () => {
  it('finds the published solution of the worked example', () => {
    const { intercept, weights } = fitSparseLogistic(rows, outcome, 1e-9);
    expect(intercept).toBeCloseTo(-4.0777, 3);
    expect(weights[0]).toBeCloseTo(1.5046, 3);
  });

  it('agrees with the dense trainer where every column speaks the same way', () => {
    const made = madeRows(400, 3);
    const turned = made.values.map(([one = 0, other = 0]) => [one, -other]);
    const dense = fitLogistic(
      [0, 1].map((column) => Float64Array.from(turned, (row) => row[column]!)),
      made.isBad,
      0.7,
    );
    const sparse = fitSparseLogistic(
      sparseRows(
        turned.map((row) => row.map((value, at) => [at, value] as const)),
        2,
      ),
      made.isBad,
      0.7,
    );
    expect(sparse.intercept).toBeCloseTo(dense.intercept, 3);
    dense.coefficients.forEach((value, at) => expect(sparse.weights[at]).toBeCloseTo(value, 3));
  });

  it('has a gradient of zero at its solution', () => {
    const made = madeRows(500, 4);
    const penalty = 0.3;
    const fitted = fitSparseLogistic(made.rows, made.isBad, penalty);
    const gradient = [0, 0, 0, 0];
    for (let row = 0; row < 500; row += 1) {
      const error =
        made.isBad[row]! - 1 / (1 + Math.exp(-dot(made.rows, row, fitted.weights) - fitted.intercept));
      [...made.values[row]!, 1].forEach((value, at) => (gradient[at]! += error * value));
    }
    fitted.weights.forEach((weight, at) => expect(gradient[at]! - penalty * weight).toBeCloseTo(0, 2));
    expect(gradient[3]).toBeCloseTo(0, 2);
    expect(fitted.weights[1]).toBeLessThan(-0.5);
  });

  it('of one outcome alone, or of no columns, is the average and finite', () => {
    expect([...fitSparseLogistic(rows, new Float64Array(20), 1).weights]).toEqual([0]);
    expect(fitSparseLogistic(rows, new Float64Array(20), 1).intercept).toBeCloseTo(Math.log(0.5 / 20.5), 12);
    const none = sparseRows(
      hours.map(() => []),
      0,
    );
    expect(fitSparseLogistic(none, outcome, 1).intercept).toBeCloseTo(0, 9);
  });
});

describe('linear support vector machine', () => {
  it('finds the widest margin between two points', () => {
    const two = sparseRows([[[0, 1]], [[0, 3]]], 1);
    // With the intercept as a column, the least w² + b² with −(w + b) ≥ 1 and 3w + b ≥ 1 is w = 1, b = −2.
    const fitted = fitLinearSvm(two, Float64Array.from([0, 1]), { cost: 1e6, seed: 1 });
    expect(fitted.weights[0]).toBeCloseTo(1, 2);
    expect(fitted.intercept).toBeCloseTo(-2, 2);
  });

  it('has no gradient left at its solution, and the same seed gives the same weights', () => {
    const made = madeRows(300, 5);
    const fitted = fitLinearSvm(made.rows, made.isBad, { cost: 0.5, badWeight: 2, seed: 7 });
    expect(fitLinearSvm(made.rows, made.isBad, { cost: 0.5, badWeight: 2, seed: 7 })).toEqual(fitted);
    // The primal gradient: w − 2 × cost × Σ side × slack × value.
    const gradient = [...fitted.weights, fitted.intercept];
    for (let row = 0; row < 300; row += 1) {
      const side = made.isBad[row] === 1 ? 1 : -1;
      const slack = Math.max(0, 1 - side * (dot(made.rows, row, fitted.weights) + fitted.intercept));
      const pull = 2 * 0.5 * (side === 1 ? 2 : 1) * side * slack;
      [...made.values[row]!, 1].forEach((value, at) => (gradient[at]! -= pull * value));
    }
    for (const slope of gradient) expect(Math.abs(slope)).toBeLessThan(0.1);
  });

  it('gives probabilities by a sigmoid', () => {
    const many = Array.from({ length: 100 }, () => hours).flat();
    const outcomes = many.map((_, at): Outcome => (passed[at % 20] === 1 ? 1 : 0));
    const sigmoid = fitSigmoid(Float64Array.from(many), outcomes);
    expect(sigmoid.slope).toBeCloseTo(1.5046, 1);
    expect(probabilityOf(sigmoid, 2)).toBeCloseTo(0.2557, 2);
    const contrary = fitSigmoid(
      Float64Array.from(many, (hour) => -hour),
      outcomes,
    );
    expect(probabilityOf(contrary, 2)).toBeCloseTo(0.5, 6);
    expect(probabilityOf(fitSigmoid(Float64Array.from([1, 2]), [0, 0]), 1)).toBeCloseTo(0.25, 6);
  });
});

it('sparse rows refuse a column that is not there, and lengths that differ', () => {
  expect(() => sparseRows([[[1, 1]]], 1)).toThrow(RangeError);
  expect(() => fitSparseLogistic(rows, new Float64Array(3), 1)).toThrow(/20 rows but 3/);
  expect(() => fitLinearSvm(rows, new Float64Array(3), { cost: 1, seed: 1 })).toThrow(/20 rows but 3/);
  expect([...rowsAt(rows, [19, 0]).values]).toEqual([5.5, 0.5]);
});
