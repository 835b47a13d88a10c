import { Fault } from '@fanxing/kernel';
import fc from 'fast-check';
import {
  armOf,
  breachesOf,
  everybody,
  lookOf,
  placeOf,
  readGuardRails,
  readSteps,
  type ArmFigures,
  type GuardRails,
} from './index.js';
import { alphaOfLook } from './guard-rails.js';
import { standardNormal } from './normal.js';
import { zOfDifference } from './two-proportions.js';

const subject = (borrowerId: string, experimentId = 'experiment', tenantId = 'tenant') => ({
  tenantId,
  experimentId,
  borrowerId,
});

const rails: GuardRails = {
  minimumSample: 100,
  alpha: 0.05,
  approvalRateWithin: 0.05,
  declineReasonWithin: 0.05,
  earlyDelinquencyWithin: 0.01,
  earlyDelinquencyDays: 7,
  fairness: { attribute: 'sex', leastRatio: 0.8 },
};

const figures = (more: Partial<ArmFigures> = {}): ArmFigures => ({
  ...{ decided: 1_000, approved: 600, declinedFor: { SCORE_BELOW_CUTOFF: 400 } },
  ...{ loans: 500, lateLoans: 10, groups: {} },
  ...more,
});

const railsOf = (challenger: ArmFigures, champion = figures()) =>
  breachesOf(rails, champion, challenger).map(({ rail, of }) => [rail, of]);

it('whoever is in at a share is in at every greater one', () => {
  const share = fc.integer({ min: 1, max: everybody });
  fc.assert(
    fc.property(fc.string(), fc.string(), share, share, (borrower, experiment, one, other) => {
      const [small, great] = [Math.min(one, other), Math.max(one, other)];
      const whose = subject(borrower, experiment);
      expect(armOf(whose, everybody)).toBe('CHALLENGER');
      expect(armOf(whose, 0)).toBe('CHAMPION');
      if (armOf(whose, small) === 'CHALLENGER') expect(armOf(whose, great)).toBe('CHALLENGER');
      expect(armOf(whose, great)).toBe(armOf({ ...whose }, great));
    }),
  );
});

it.each([100, 500, 2_500, 5_000])('a share of %i hundredths of a percent gets about that many', (share) => {
  const count = 5_000;
  const of = (experiment: string) =>
    Array.from({ length: count }, (_, place) => armOf(subject(`borrower ${place}`, experiment), share));
  const expected = (count * share) / everybody;
  const deviation = Math.sqrt(expected * (1 - share / everybody));
  for (const experiment of ['first', 'second']) {
    const challengers = of(experiment).filter((arm) => arm === 'CHALLENGER').length;
    expect(Math.abs(challengers - expected)).toBeLessThan(4 * deviation);
  }
});

it('places are even, and another experiment or tenant draws anew', () => {
  const count = 5_000;
  const buckets = new Array<number>(20).fill(0);
  let product = 0;
  for (let place = 0; place < count; place += 1) {
    const drawn = placeOf(subject(`b${place}`));
    buckets[Math.floor(drawn * 20)] = (buckets[Math.floor(drawn * 20)] ?? 0) + 1;
    product += (drawn - 0.5) * (placeOf(subject(`b${place}`, 'experiment', 'other')) - 0.5);
  }
  const chiSquare = buckets.reduce((sum, seen) => sum + (seen - count / 20) ** 2 / (count / 20), 0);
  // 19 degrees of freedom: 43.8 is passed once in a thousand.
  expect(chiSquare).toBeLessThan(43.8);
  expect(Math.abs(product / count) * 12).toBeLessThan(0.03);
  expect(placeOf(subject('ab', 'c'))).not.toBe(placeOf(subject('b', 'ca')));
});

it.each([
  [0, 0.5],
  [1.6448536, 0.95],
  [-1.959964, 0.025],
  [3, 0.9986501],
])('the normal distribution up to %f is %f', (z, probability) => {
  expect(standardNormal(z)).toBeCloseTo(probability, 6);
});

it('the z of two proportions is the one of the book', () => {
  // 24 of 60 against 36 of 120: pooled 1/3, so z = 0.1 / sqrt(2/9 · (1/60 + 1/120)).
  expect(zOfDifference({ hits: 24, of: 60 }, { hits: 36, of: 120 })).toBeCloseTo(1.3416408, 6);
  expect(zOfDifference({ hits: 0, of: 10 }, { hits: 0, of: 10 })).toBeNull();
  expect(zOfDifference({ hits: 0, of: 0 }, { hits: 1, of: 2 })).toBeNull();
});

it('nothing is tested before the minimum sample, and arms that are alike breach nothing', () => {
  expect(railsOf(figures({ decided: 99, approved: 0 }))).toEqual([]);
  expect(railsOf(figures())).toEqual([]);
});

it('a look is due for each minimum sample of decisions, and of loans where these are watched', () => {
  const some = figures({ decided: 250, loans: 399 });
  expect(lookOf(rails, figures(), some)).toBe(2 + 3);
  expect(lookOf({ ...rails, earlyDelinquencyWithin: null }, figures(), some)).toBe(2);
  expect(lookOf(rails, figures({ loans: 99 }), some)).toBe(2);
});

it('loans that grow late after all decisions were looked at still end the experiment', () => {
  const decided = { decided: 100, approved: 60, declinedFor: {}, loans: 0, lateLoans: 0 };
  const [champion, challenger] = [figures(decided), figures(decided)];
  expect(breachesOf(rails, champion, challenger)).toEqual([]);
  const later = { loans: 100, lateLoans: 40 };
  expect(lookOf(rails, { ...champion, loans: 100 }, { ...challenger, ...later })).toBe(2);
  expect(
    breachesOf(rails, { ...champion, loans: 100, lateLoans: 5 }, { ...challenger, ...later }),
  ).toMatchObject([{ rail: 'EARLY_DELINQUENCY', champion: 0.05, challenger: 0.4 }]);
});

it.each<[string, Partial<ArmFigures>, [string, string | null][]]>([
  ['approves far fewer', { approved: 400, declinedFor: {} }, [['APPROVAL_RATE', null]]],
  ['approves far more', { approved: 800, declinedFor: {} }, [['APPROVAL_RATE', null]]],
  [
    'declines for another reason',
    { declinedFor: { SCORE_BELOW_CUTOFF: 200, UNUSUAL_ACTIVITY: 200 } },
    [['DECLINE_REASONS', 'UNUSUAL_ACTIVITY']],
  ],
  ['has more loans late early', { lateLoans: 60 }, [['EARLY_DELINQUENCY', null]]],
  [
    'approves one group far less',
    { groups: { f: { hits: 200, of: 500 }, m: { hits: 400, of: 500 } } },
    [['FAIRNESS', 'f / m']],
  ],
])('a challenger that %s leaves its rail', (_, more, expected) => {
  expect(railsOf(figures(more))).toEqual(expected);
});

it('a difference within the margin is no breach, however large the sample', () => {
  const champion = figures({ decided: 1_000_000, approved: 600_000, declinedFor: {} });
  expect(railsOf(figures({ decided: 1_000_000, approved: 640_000, declinedFor: {} }), champion)).toEqual([]);
  expect(railsOf(figures({ decided: 1_000_000, approved: 660_000, declinedFor: {} }), champion)).toHaveLength(
    1,
  );
});

it('all looks together spend no more than alpha', () => {
  let spent = 0;
  for (let look = 1; look <= 100_000; look += 1) spent += alphaOfLook(0.05, look);
  expect(spent).toBeLessThan(0.05);
  expect(spent).toBeGreaterThan(0.0499);
});

it('a challenger that is the champion is rolled back in at most alpha of experiments', () => {
  let seed = 7;
  const random = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  const strict: GuardRails = {
    ...{ minimumSample: 100, alpha: 0.05, approvalRateWithin: 0 },
    ...{ declineReasonWithin: null, earlyDelinquencyWithin: null, earlyDelinquencyDays: 7, fairness: null },
  };
  let rolledBack = 0;
  const experiments = 400;
  for (let experiment = 0; experiment < experiments; experiment += 1) {
    const approved = [0, 0];
    for (let look = 1; look <= 10; look += 1) {
      for (const arm of [0, 1])
        for (let n = 0; n < 100; n += 1) approved[arm] = (approved[arm] ?? 0) + Number(random() < 0.6);
      const [champion, challenger] = approved.map((hits) =>
        figures({ decided: look * 100, approved: hits, declinedFor: {} }),
      );
      if (champion && challenger && breachesOf(strict, champion, challenger).length > 0) {
        rolledBack += 1;
        break;
      }
    }
  }
  expect(rolledBack / experiments).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / experiments));
});

it.each<[string, () => unknown, string]>([
  ['no step', () => readSteps([], 'steps'), 'steps'],
  ['a step of nothing', () => readSteps([0], 'steps'), 'steps.0'],
  ['steps that do not grow', () => readSteps([100, 100], 'steps'), 'steps.1'],
  ['more than everybody', () => readSteps([10_001], 'steps'), 'steps.0'],
  ['a sample of three', () => readGuardRails({ ...rails, minimumSample: 3 }, 'rails'), 'rails.minimumSample'],
  [
    'a day that is not noted',
    () => readGuardRails({ ...rails, earlyDelinquencyDays: 3 }, 'rails'),
    'rails.earlyDelinquencyDays',
  ],
  ['a rail that there is not', () => readGuardRails({ ...rails, luck: 1 }, 'rails'), 'rails'],
])('%s is refused at its place', (_, read, path) => {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(Fault);
    expect(error).toMatchObject({ reason: 'EXPERIMENT_INVALID', path });
    return;
  }
  throw new Error('it was taken');
});

it('steps and rails are read as they were given', () => {
  expect(readSteps([100, 500, 10_000], 'steps')).toEqual([100, 500, 10_000]);
  expect(readGuardRails(rails, 'rails')).toEqual(rails);
  const { earlyDelinquencyDays: _, ...without } = rails;
  expect(readGuardRails(without, 'rails')).toEqual({ ...rails, earlyDelinquencyDays: 7 });
});
