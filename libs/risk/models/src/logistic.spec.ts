import { fitLogistic } from './logistic.js';

// The hours that twenty students spent on an exam and who passed: the worked example of Wikipedia's article on
// logistic regression, whose maximum-likelihood solution is −4.0777 and 1.5046.
const hours = [
  0.5, 0.75, 1, 1.25, 1.5, 1.75, 1.75, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 4.25, 4.5, 4.75, 5, 5.5,
];
const passed = [0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1];

const column = Float64Array.from(hours);
const outcome = Float64Array.from(passed);

it('finds the published solution', () => {
  const { intercept, coefficients } = fitLogistic([column], outcome, 1e-9);
  expect(intercept).toBeCloseTo(-4.0777, 4);
  expect(coefficients[0]).toBeCloseTo(1.5046, 4);
});

it('a penalty draws the coefficient to zero and leaves the average where it is', () => {
  const strong = fitLogistic([column], outcome, 1e6);
  expect(strong.coefficients[0]).toBeLessThan(1e-4);
  expect(1 / (1 + Math.exp(-strong.intercept))).toBeCloseTo(0.5, 3);
});

it('leaves out a column that would turn its own risk upside down', () => {
  const { coefficients } = fitLogistic([column, column.map((value) => -value)], outcome, 0.1);
  expect(coefficients[0]).toBeGreaterThan(0);
  expect(coefficients[1]).toBe(0);
});

it('stays finite where a column tells the outcomes apart without error', () => {
  const { intercept, coefficients } = fitLogistic([outcome.map((bad) => bad * 8 - 4)], outcome, 0.1);
  expect(Number.isFinite(intercept)).toBe(true);
  expect(coefficients[0]).toBeGreaterThan(0.2);
});

it('no column at all gives the average', () => {
  expect(fitLogistic([], outcome, 1)).toEqual({ intercept: 0, coefficients: [] });
});
