import { candidateValues, type Breaks } from './candidate-values.js';

it.each<[string, Breaks, number | null, number, number[]]>([
  ['a test has three cells, and the present one needs no change', { thresholds: [5] }, 3, 0, [5, 6]],
  ['from above, the nearest stands on the other side', { thresholds: [5] }, 9, 0, [4, 5]],
  ['a bin has two', { thresholds: [], edges: [5] }, 3, 0, [5]],
  ['and from above is left just below its edge', { thresholds: [], edges: [5] }, 9, 0, [4]],
  ['between two breaks the near end is enough', { thresholds: [], edges: [5, 10] }, 1, 0, [5, 10]],
  ['a break between two values is not stood on', { thresholds: [500.555] }, 1, 2, [500.56]],
  ['what is missing has the least of each cell', { thresholds: [5], edges: [8] }, null, 0, [4, 5, 6, 8]],
  ['nothing is compared', { thresholds: [] }, 1, 0, []],
])('%s', (_, breaks, present, places, expected) => {
  expect(candidateValues(breaks, present, { places })).toEqual(expected);
});

it('stays within what a figure can be', () => {
  expect(candidateValues({ thresholds: [0, 1] }, 0.5, { places: 1, minimum: 0, maximum: 1 })).toEqual([0, 1]);
  expect(candidateValues({ thresholds: [Infinity, NaN] }, 1, { places: 2 })).toEqual([]);
});
