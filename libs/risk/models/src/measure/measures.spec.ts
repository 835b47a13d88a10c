import fc from 'fast-check';
import { auc, brier, gini, ks, logLoss, measureScores, type Outcome } from './measures.js';

describe('published examples (scikit-learn, user guide of sklearn.metrics)', () => {
  it('area under the curve', () => {
    expect(auc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])).toBe(0.75);
    expect(gini([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])).toBe(0.5);
    expect(ks([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])).toBe(0.5);
  });

  it('Brier score', () => {
    expect(brier([0, 1, 1, 0], [0.1, 0.9, 0.8, 0.3])).toBeCloseTo(0.0375, 12);
  });

  it('log loss', () => {
    expect(logLoss([1, 0, 0, 1], [0.9, 0.1, 0.2, 0.65])).toBeCloseTo(0.21616, 5);
  });
});

it('equal probabilities count one half, whatever the order of the rows', () => {
  expect(auc([1, 0, 0, 1], [0.5, 0.5, 0.5, 0.5])).toBe(0.5);
  expect(ks([1, 0, 0, 1], [0.5, 0.5, 0.5, 0.5])).toBe(0);
  expect(auc([1, 0, 1, 0], [0.9, 0.9, 0.4, 0.1])).toBe((0.5 + 1 + 0 + 1) / 4);
});

it('a measure that needs both outcomes is missing where only one is there, never NaN', () => {
  expect(measureScores([1, 1], [0.2, 1])).toEqual({
    auc: null,
    ks: null,
    gini: null,
    brier: expect.closeTo(0.32, 12) as number,
    logLoss: expect.closeTo(-Math.log(0.2) / 2, 9) as number,
  });
  expect(measureScores([], [])).toEqual({ auc: null, ks: null, gini: null, brier: null, logLoss: null });
  expect(logLoss([1], [0])).toBeCloseTo(-Math.log(1e-15), 6);
});

it('the area under the curve is the share of pairs in the right order', () => {
  const rows = fc.array(fc.tuple(fc.constantFrom<Outcome>(0, 1), fc.integer({ min: 0, max: 5 })), {
    minLength: 2,
  });
  fc.assert(
    fc.property(rows, (pairs) => {
      const bads = pairs.filter(([outcome]) => outcome === 1).map(([, score]) => score);
      const goods = pairs.filter(([outcome]) => outcome === 0).map(([, score]) => score);
      fc.pre(bads.length > 0 && goods.length > 0);
      const won = bads.flatMap((bad) =>
        goods.map((good): number => (bad > good ? 1 : bad === good ? 0.5 : 0)),
      );
      const expected = won.reduce((sum, point) => sum + point, 0) / won.length;
      expect(
        auc(
          pairs.map(([outcome]) => outcome),
          pairs.map(([, score]) => score),
        ),
      ).toBeCloseTo(expected, 12);
    }),
  );
});

it('refuses lists of different lengths', () => {
  expect(() => auc([1], [0.1, 0.2])).toThrow('1 outcomes but 2 probabilities');
});
