import { wilson } from './wilson.js';

// Newcombe, Two-sided confidence intervals for the single proportion (1998), table I, method 3 (the score interval).
it.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('the interval of %i of %i is that of the literature', (count, of, low, high) => {
  const interval = wilson(count, of);
  expect(interval?.low).toBeCloseTo(low, 4);
  expect(interval?.high).toBeCloseTo(high, 4);
});

it('of nothing there is none, and of all the upper end is 1', () => {
  expect(wilson(0, 0)).toBeNull();
  expect(wilson(4, 4)).toMatchObject({ rate: 1, high: 1 });
});
