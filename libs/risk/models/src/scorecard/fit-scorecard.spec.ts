import fc from 'fast-check';
import { auc, type Outcome } from '../measure/measures.js';
import { seededRandom } from '../random.js';
import { fitScorecard } from './fit-scorecard.js';
import { compileScorecard } from './score-scorecard.js';
import { validateScorecard } from './validate-scorecard.js';
import type { TrainingColumn } from './fine-bins.js';

/** Borrowers whose risk falls with their balance and rises with their delay, and columns that say nothing. */
function borrowers(rows: number, noise: number, seed = 1): { columns: TrainingColumn[]; outcome: Outcome[] } {
  const random = seededRandom(seed);
  const numbers = (): number[] => Array.from({ length: rows }, () => random());
  const [balance, delay] = [numbers(), numbers()];
  const outcome = balance.map((value, row): Outcome => {
    const logOdds = -1 - 4 * (value - 0.5) + 3 * ((delay[row] ?? 0) - 0.5);
    return random() < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0;
  });
  const silent = Array.from({ length: noise }, (_, place) => ({ name: `noise ${place}`, values: numbers() }));
  return {
    columns: [{ name: 'balance', values: balance }, { name: 'delay', values: delay }, ...silent],
    outcome,
  };
}

function rowOf(columns: readonly TrainingColumn[], row: number): Record<string, number | string | null> {
  return Object.fromEntries(columns.map(({ name, values }) => [name, values[row] ?? null]));
}

describe('with enough borrowers', () => {
  const training = borrowers(2_000, 20);
  const { model, outOfFold } = fitScorecard({ ...training, seed: 7 });

  it('finds what matters and leaves out what does not', () => {
    expect(
      model.characteristics
        .map(({ name }) => name)
        .slice(0, 2)
        .sort(),
    ).toEqual(['balance', 'delay']);
    expect(model.warnings).toEqual([]);
    expect(model.quality.auc).toBeGreaterThan(0.75);
  });

  it('gives more points with every higher bin of what is good, and fewer of what is bad', () => {
    for (const [name, sign] of [
      ['balance', 1],
      ['delay', -1],
    ] as const) {
      const points = model.characteristics
        .find((characteristic) => characteristic.name === name)
        ?.bins.map((bin) => bin.points);
      expect(points?.length).toBeGreaterThan(2);
      expect(points).toEqual([...(points ?? [])].sort((left, right) => sign * (left - right)));
    }
  });

  it('does as well on borrowers that it has never seen as it says of itself', () => {
    const unseen = borrowers(2_000, 20, 99);
    const compiled = compileScorecard(model);
    const given = unseen.outcome.map((_, row) => compiled.probability(rowOf(unseen.columns, row)));
    expect(Math.abs((auc(unseen.outcome, given) ?? 0) - (model.quality.auc ?? 0))).toBeLessThan(0.04);
    const average = given.reduce((sum, probability) => sum + probability, 0) / given.length;
    const share = unseen.outcome.reduce<number>((sum, bad) => sum + bad, 0) / given.length;
    expect(Math.abs(average - share)).toBeLessThan(0.04);
  });

  it('is the same model for the same seed, however the columns are ordered', () => {
    const again = fitScorecard({
      outcome: training.outcome,
      columns: [...training.columns].reverse(),
      seed: 7,
    });
    expect(again).toEqual({ model, outOfFold });
    expect(fitScorecard({ ...training, seed: 8 }).outOfFold).not.toEqual(outOfFold);
  });

  it('is written as a file that reads back to itself', () => {
    expect(validateScorecard(JSON.parse(JSON.stringify(model)))).toEqual(model);
  });
});

describe('with few borrowers and hundreds of columns', () => {
  it('chance is not taken for knowledge: out of fold, noise tells nothing', () => {
    const { columns } = borrowers(155, 400, 5);
    const outcome = Array.from({ length: 155 }, (_, row): Outcome => (row % 10 === 0 ? 1 : 0));
    const { model, outOfFold } = fitScorecard({ columns, outcome, seed: 3 });
    const inSample = outcome.map((_, row) => compileScorecard(model).probability(rowOf(columns, row)));
    expect(auc(outcome, outOfFold)).toBeLessThan(0.65);
    expect(auc(outcome, inSample)).toBeGreaterThan(auc(outcome, outOfFold) ?? 1);
    expect(model.characteristics.length).toBeLessThanOrEqual(4);
  });
});

describe('columns of every sort', () => {
  const { columns, outcome } = borrowers(600, 0);
  const words = outcome.map((bad, row) =>
    row % 50 === 0 ? null : bad === 1 && row % 3 > 0 ? 'late' : row % 2 ? 'on time' : 'early',
  );
  const gaps = (columns[0]?.values as number[]).map((value, row) =>
    outcome[row] === 1 && row % 2 === 0 ? null : value,
  );
  const { model } = fitScorecard({
    columns: [
      { name: 'habit', values: words },
      { name: 'gaps', values: gaps },
      { name: 'empty', values: outcome.map(() => null) },
      { name: 'constant', values: outcome.map(() => 1) },
      { name: 'broken', values: outcome.map((_, row) => (row % 2 ? Number.NaN : Infinity)) },
    ],
    outcome,
    seed: 1,
  });
  const compiled = compileScorecard(model);

  it('missing is a bin of its own with its own risk', () => {
    const bins = model.characteristics.find(({ name }) => name === 'gaps')?.bins ?? [];
    const missing = bins.find(({ match }) => match.kind === 'missing');
    expect(missing?.rows).toBe(gaps.filter((value) => value === null).length);
    expect(missing?.points).toBe(Math.min(...bins.map(({ points }) => points)));
  });

  it('texts have bins, and one that was never seen is dealt with like the rare ones or the average', () => {
    const points = (habit: string | null): number =>
      compiled
        .score({ habit, gaps: 0.5 })
        .contributions.find(({ characteristic }) => characteristic === 'habit')?.points ?? NaN;
    expect(points('late')).toBeLessThan(points('on time'));
    expect(Number.isFinite(points('never heard of'))).toBe(true);
  });

  it('what is empty, constant or broken is not used', () => {
    expect(model.characteristics.map(({ name }) => name).sort()).toEqual(['gaps', 'habit']);
  });
});

describe('nothing to learn from', () => {
  it.each<[string, Outcome[], string]>([
    ['only goods', [0, 0, 0, 0, 0, 0, 0, 0], 'only 0 bad of 8 rows'],
    ['only bads', [1, 1, 1, 1, 1, 1, 1, 1], 'only 8 bad of 8 rows'],
    ['hardly a bad', [0, 0, 0, 0, 0, 1, 1, 1], 'at least 4 of each'],
  ])('%s: everybody gets the average and the model says so', (_, outcome, warning) => {
    const { model, outOfFold } = fitScorecard({
      columns: [{ name: 'x', values: outcome }],
      outcome,
      seed: 1,
    });
    expect(model.characteristics).toEqual([]);
    expect(model.warnings[0]).toContain(warning);
    const { probability } = compileScorecard(validateScorecard(model)).score({ x: 1 });
    expect(probability).toBeGreaterThan(0);
    expect(probability).toBeLessThan(1);
    expect(outOfFold[0]).toBeCloseTo(probability, 6);
  });

  it('no column that says anything', () => {
    const outcome = Array.from({ length: 100 }, (_, row): Outcome => (row % 4 === 0 ? 1 : 0));
    const { model } = fitScorecard({
      columns: [{ name: 'x', values: outcome.map(() => null) }],
      outcome,
      seed: 1,
    });
    expect(model.warnings[0]).toContain('no column tells bad from good');
    expect(compileScorecard(model).probability({})).toBeCloseTo(0.25, 1);
  });

  it('rows that do not match are refused', () => {
    expect(() => fitScorecard({ columns: [], outcome: [], seed: 1 })).toThrow('needs rows');
    expect(() => fitScorecard({ columns: [{ name: 'x', values: [1] }], outcome: [0, 1], seed: 1 })).toThrow(
      '1 values for 2 rows',
    );
    const twice = [1, 2].map(() => ({ name: 'x', values: [1, 2] }));
    expect(() => fitScorecard({ columns: twice, outcome: [0, 1], seed: 1 })).toThrow('given twice');
  });
});

it('whatever the data, every probability is a number strictly between 0 and 1', () => {
  const value = fc.oneof(fc.constant(null), fc.double(), fc.integer({ min: -2, max: 2 }));
  const training = fc.integer({ min: 1, max: 60 }).chain((rows) =>
    fc.record({
      outcome: fc.array(fc.constantFrom<Outcome>(0, 1), { minLength: rows, maxLength: rows }),
      columns: fc
        .array(fc.array(value, { minLength: rows, maxLength: rows }), { maxLength: 5 })
        .map((all) => all.map((values, place) => ({ name: `c${place}`, values }))),
    }),
  );
  fc.assert(
    fc.property(training, ({ outcome, columns }) => {
      const { model, outOfFold } = fitScorecard({
        outcome,
        columns,
        seed: 1,
        options: { informationMin: -1 },
      });
      const compiled = compileScorecard(validateScorecard(JSON.parse(JSON.stringify(model))));
      const given = outcome.map((_, row) => compiled.probability(rowOf(columns, row)));
      for (const probability of [...given, ...outOfFold]) {
        expect(probability > 0 && probability < 1).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});
