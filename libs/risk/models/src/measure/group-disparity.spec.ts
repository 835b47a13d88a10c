import { groupDisparity } from './group-disparity.js';

const scores = {
  groups: ['a', 'a', 'a', 'a', 'b', 'b'],
  probabilities: [0.1, 0.1, 0.3, 0.5, 0.2, 0.6],
  outcomes: [0, 0, 1, 1, 0, 0] as const,
};

it('says how each group is treated beside the one that is approved most', () => {
  const [large, small] = groupDisparity(scores, 0.4);
  expect(large).toEqual({
    group: 'a',
    rows: 4,
    meanProbability: 0.25,
    badShare: 0.5,
    approvedShare: 0.75,
    approvedRatio: 1,
    auc: 1,
  });
  expect(small).toMatchObject({ group: 'b', badShare: 0, approvedShare: 0.5, auc: null });
  expect(small!.approvedRatio).toBeCloseTo(2 / 3, 12);
});

it('where nobody is approved nobody is treated worse', () => {
  expect(groupDisparity(scores, 0).map(({ approvedRatio }) => approvedRatio)).toEqual([1, 1]);
  expect(groupDisparity({ groups: [], probabilities: [], outcomes: [] }, 0.5)).toEqual([]);
});

it('refuses lengths that differ', () => {
  expect(() => groupDisparity({ ...scores, groups: ['a'] }, 0.5)).toThrow(RangeError);
});
