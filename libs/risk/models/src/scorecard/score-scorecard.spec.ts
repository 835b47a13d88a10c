import { compileScorecard, scoreScorecard } from './score-scorecard.js';
import { probabilityOfScore, scalingFactors, standardScaling, type Scorecard } from './scorecard.js';
import { validateScorecard } from './validate-scorecard.js';

function bin(label: string, match: object, points: number): object {
  return { label, match, rows: 10, bads: 1, weightOfEvidence: -points / 20, points };
}

function card(): Record<string, unknown> {
  return {
    format: 'fanxing-scorecard/1',
    trained: { rows: 100, bads: 10, seed: 1 },
    scaling: standardScaling,
    basePoints: 550,
    characteristics: [
      {
        name: 'balance',
        type: 'numeric',
        informationValue: 0.5,
        coefficient: 1,
        bins: [
          bin('below 0', { kind: 'range', from: null, to: 0 }, -30),
          bin('0 to below 100', { kind: 'range', from: 0, to: 100 }, 5),
          bin('100 or more', { kind: 'range', from: 100, to: null }, 25),
          bin('missing', { kind: 'missing' }, -10),
        ],
      },
      {
        name: 'trade',
        type: 'text',
        informationValue: 0.1,
        coefficient: 1,
        bins: [
          bin('tea, silk', { kind: 'values', values: ['tea', 'silk'] }, 10),
          bin('other', { kind: 'other' }, -5),
        ],
      },
    ],
    quality: { auc: 0.7, ks: 0.4, gini: 0.4, brier: 0.1, logLoss: 0.3 },
    warnings: [],
  };
}

const model = validateScorecard(card());

it('points are scaled as in the published example: 600 at 50:1, 20 to double', () => {
  const { factor, offset } = scalingFactors(standardScaling);
  expect(factor).toBeCloseTo(28.8539, 4);
  expect(offset).toBeCloseTo(487.123, 3);
  expect(probabilityOfScore(600, standardScaling)).toBeCloseTo(1 / 51, 12);
  expect(probabilityOfScore(620, standardScaling)).toBeCloseTo(1 / 101, 12);
});

describe('a row', () => {
  it('has the points of its bins on top of the base, and the probability of that score', () => {
    const result = scoreScorecard(model, { balance: 100, trade: 'silk' });
    expect(result.score).toBe(585);
    expect(result.probability).toBe(probabilityOfScore(585, standardScaling));
    expect(result.contributions).toEqual([
      { characteristic: 'balance', bin: '100 or more', points: 25 },
      { characteristic: 'trade', bin: 'tea, silk', points: 10 },
    ]);
    expect(result.adverse).toEqual([]);
  });

  it.each([
    [-0.01, -30],
    [0, 5],
    [99.99, 5],
    [100, 25],
    [null, -10],
    [undefined, -10],
    [Number.NaN, -10],
    [Infinity, -10],
  ])('with a balance of %p has %p points for it', (balance, points) => {
    expect(scoreScorecard(model, { balance, trade: 'tea' }).contributions[0]?.points).toBe(points);
  });

  it('is told what cost it most, and on which side it stands', () => {
    expect(scoreScorecard(model, { balance: -5, trade: 'iron' }).adverse).toEqual([
      { characteristic: 'balance', bin: 'below 0', points: -30, side: 'low' },
      { characteristic: 'trade', bin: 'other', points: -5, side: 'other' },
    ]);
    expect(scoreScorecard(model, { trade: 'tea' }).adverse).toEqual([
      { characteristic: 'balance', bin: 'missing', points: -10, side: 'missing' },
    ]);
  });

  it('that is missing where training never was counts as the average', () => {
    expect(scoreScorecard(model, { balance: 0 }).contributions[1]).toEqual({
      characteristic: 'trade',
      bin: 'never seen',
      points: 0,
    });
  });

  it('is refused where a text stands for a number, or a number for a text', () => {
    expect(() => scoreScorecard(model, { balance: '100', trade: 'tea' })).toThrow('balance must be a number');
    expect(() => scoreScorecard(model, { balance: 100, trade: 7 })).toThrow('trade must be a text');
  });

  it('has the same probability in the form for many rows', () => {
    const compiled = compileScorecard(model);
    for (const balance of [-1, 0, 50, 200, null]) {
      const row = { balance, trade: 'silk' };
      expect(compiled.probability(row)).toBe(compiled.score(row).probability);
    }
    expect(compiled.characteristics).toEqual(['balance', 'trade']);
  });
});

describe('a file that is not a scorecard', () => {
  type Change = (
    model: { -readonly [Key in keyof Scorecard]: Scorecard[Key] } & Record<string, unknown>,
  ) => void;
  const balanceBin = (place: number) => (model: Parameters<Change>[0]) =>
    model.characteristics[0]?.bins[place] as unknown as {
      match: { from: number | null; to: number | null };
      points: unknown;
    };

  it.each<[string, Change, string]>([
    ['another format', (m) => Object.assign(m, { format: 'pmml' }), 'format'],
    ['an unknown key', (m) => Object.assign(m, { comment: 'x' }), 'comment'],
    ['no base points', (m) => Reflect.deleteProperty(m, 'basePoints'), 'basePoints'],
    [
      'points that are not finite',
      (m) => (balanceBin(1)(m).points = Number.NaN),
      'characteristics.0.bins.1.points',
    ],
    ['odds of zero', (m) => (m.scaling = { score: 600, odds: 0, pointsToDouble: 20 }), 'scaling.odds'],
    [
      'a gap between ranges',
      (m) => (balanceBin(1)(m).match.from = 10),
      'does not begin where the one before ends',
    ],
    ['ranges that begin late', (m) => (balanceBin(0)(m).match.from = -9), 'does not begin'],
    ['ranges that end early', (m) => (balanceBin(2)(m).match.to = 999), 'values from 999 have no bin'],
    ['an empty range', (m) => (balanceBin(0)(m).match.from = 0), 'does not begin'],
    [
      'a name twice',
      (m) => (m.characteristics = [...m.characteristics, ...m.characteristics]),
      'stands twice',
    ],
    [
      'texts in a numeric characteristic',
      (m) => Object.assign(m.characteristics[1] ?? {}, { type: 'numeric' }),
      'is numeric but',
    ],
  ])('%s is refused by name', (_, change, why) => {
    const copy = structuredClone(card()) as Parameters<Change>[0];
    change(copy);
    expect(() => validateScorecard(copy)).toThrow('The model can not be used');
    expect(() => validateScorecard(copy)).toThrow(why);
  });

  it.each([null, 7, 'x', [], {}])('%j is refused', (json) => {
    expect(() => validateScorecard(json)).toThrow('The model can not be used');
  });
});
