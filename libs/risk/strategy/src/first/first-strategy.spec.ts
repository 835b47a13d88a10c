import { parseMinor, parseCurrency, parseRate } from '@fanxing/kernel';
import fc from 'fast-check';
import { compileStrategy } from '../engine/compile-strategy.js';
import { readVerdict, type Verdict } from '../engine/read-verdict.js';
import { reasonCodes } from '../reasons/reason-codes.js';
import { bandsFor } from './bands.js';
import { firstStrategy, type FirstStrategyTerms } from './first-strategy.js';

const terms: FirstStrategyTerms = {
  probabilityCutoff: 0.0842636,
  currency: 'CNY',
  limitMin: '1000.00',
  limitMax: '50000.00',
  dailyRateMin: '0.0002',
  dailyRateMax: '0.0005',
};
const strategy = compileStrategy(firstStrategy(terms));
const sound = {
  eventCount: 20,
  daysSinceLastEvent: 3,
  probabilityOfBad: 0.01,
  score: 640,
  indicators: {},
  attributes: {},
};

async function verdict(input: Record<string, unknown>, from = strategy): Promise<Verdict> {
  return readVerdict((await from.evaluate({ ...sound, ...input })).result);
}

describe('an applicant', () => {
  it('of the least risk has the highest limit and the lowest rate', async () => {
    expect(await verdict({ probabilityOfBad: 0 })).toEqual({
      outcome: 'APPROVE',
      limit: '50000.00',
      dailyRate: '0.0002',
    });
  });

  it('at the cut-off has the lowest limit and the highest rate', async () => {
    expect(await verdict({ probabilityOfBad: 0.0842636 })).toEqual({
      outcome: 'APPROVE',
      limit: '1000.00',
      dailyRate: '0.0005',
    });
  });

  it.each([
    ['just beyond the cut-off', { probabilityOfBad: 0.0842637 }, ['SCORE_BELOW_CUTOFF']],
    ['with too few events', { eventCount: 5 }, ['HISTORY_TOO_SHORT']],
    ['with no event for 93 days', { daysSinceLastEvent: 92.01 }, ['ACTIVITY_STALE']],
    [
      'without any event',
      { eventCount: 0, daysSinceLastEvent: null },
      ['HISTORY_TOO_SHORT', 'ACTIVITY_STALE'],
    ],
    ['whom nobody scored', { probabilityOfBad: null }, ['SCORE_BELOW_CUTOFF']],
    ['whose score is no number', { probabilityOfBad: 'low' }, ['SCORE_BELOW_CUTOFF']],
    [
      'who fails everything',
      { eventCount: 1, daysSinceLastEvent: 400, probabilityOfBad: 0.9 },
      ['HISTORY_TOO_SHORT', 'ACTIVITY_STALE', 'SCORE_BELOW_CUTOFF'],
    ],
  ])('%s is declined and told why', async (_, input, reasons) => {
    expect(await verdict(input)).toEqual({ outcome: 'DECLINE', reasons });
    expect(Object.keys(reasonCodes)).toEqual(expect.arrayContaining(reasons));
  });

  it('at the edge of each check passes', async () => {
    expect(await verdict({ eventCount: 6, daysSinceLastEvent: 92 })).toMatchObject({ outcome: 'APPROVE' });
  });

  it('is never approved on missing data, whichever is missing', async () => {
    for (const name of ['eventCount', 'daysSinceLastEvent', 'probabilityOfBad']) {
      expect(await verdict({ [name]: undefined })).toMatchObject({ outcome: 'DECLINE' });
    }
  });
});

it('activity can be read from an indicator', async () => {
  const other = compileStrategy(
    firstStrategy({ ...terms, recentActivityIndicator: 'payments.daysSinceLast.365d', staleAfterDays: 30 }),
  );
  const input = (days: number | null) => ({
    indicators: { 'payments.daysSinceLast.365d': days },
    daysSinceLastEvent: 1,
  });
  expect(await verdict(input(29), other)).toMatchObject({ outcome: 'APPROVE' });
  expect(await verdict(input(31), other)).toEqual({ outcome: 'DECLINE', reasons: ['ACTIVITY_STALE'] });
  expect(await verdict(input(null), other)).toEqual({ outcome: 'DECLINE', reasons: ['ACTIVITY_STALE'] });
});

it('the trace tells which row of each table hit', async () => {
  const { trace } = await strategy.evaluate({ ...sound, daysSinceLastEvent: 100 });
  const activity = trace.find(({ node }) => node === 'activity');
  expect(activity?.details).toMatchObject({ index: 1, rule: { _id: 'activity-fail' } });
  expect(trace.map(({ node }) => node)).toEqual([
    'input',
    'history',
    'activity',
    'score',
    'outcome',
    'limit',
    'price',
    'verdict',
    'output',
  ]);
});

const currency = parseCurrency('CNY');
const products = fc
  .record({
    low: fc.integer({ min: 1, max: 50_000 }),
    span: fc.integer({ min: 0, max: 500_000 }),
    multiple: fc.constantFrom('1', '0.01', '10.00', '100'),
    rate: fc.integer({ min: 0, max: 2_000 }),
    rateSpan: fc.integer({ min: 0, max: 2_000 }),
    bands: fc.integer({ min: 1, max: 12 }),
    cutoff: fc.double({ min: 0.001, max: 0.9, noNaN: true }),
  })
  .map(({ low, span, multiple, rate, rateSpan, bands, cutoff }) => ({
    probabilityCutoff: cutoff,
    currency: 'CNY',
    limitMin: `${low * 100}.00`,
    limitMax: `${(low + span) * 100}.00`,
    limitMultipleOf: multiple,
    dailyRateMin: (rate / 1e6).toFixed(6),
    dailyRateMax: ((rate + rateSpan) / 1e6).toFixed(6),
    bands,
  }));

it('for any product: limits fall and rates rise with risk, inside its bounds, limits in whole multiples', () => {
  fc.assert(
    fc.property(products, (product) => {
      const bands = bandsFor(product, product.probabilityCutoff);
      const limits = bands.map(({ limit }) => parseMinor(limit, currency));
      const rates = bands.map(({ dailyRate }) => parseRate(dailyRate).units);
      const [least, most] = [parseMinor(product.limitMin, currency), parseMinor(product.limitMax, currency)];
      const step = parseMinor(product.limitMultipleOf, currency);
      expect(limits.every((limit) => limit >= least && limit <= most && limit % step === 0n)).toBe(true);
      expect(limits).toEqual([...limits].sort((a, b) => (a > b ? -1 : a < b ? 1 : 0)));
      expect(
        rates.every(
          (rate) =>
            rate >= parseRate(product.dailyRateMin).units && rate <= parseRate(product.dailyRateMax).units,
        ),
      ).toBe(true);
      expect(rates).toEqual([...rates].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
      expect(bands.at(-1)?.probabilityMax).toBeCloseTo(product.probabilityCutoff, 12);
    }),
  );
});

it('for any product and risk: a verdict is reached, and it is an approval exactly up to the cut-off', async () => {
  await fc.assert(
    fc.asyncProperty(products, fc.double({ min: 0, max: 1, noNaN: true }), async (product, probability) => {
      const rounded = Number(product.probabilityCutoff.toFixed(6));
      const run = compileStrategy(firstStrategy({ ...product, probabilityCutoff: rounded }));
      const { outcome } = await verdict({ probabilityOfBad: probability }, run);
      expect(outcome).toBe(probability <= rounded ? 'APPROVE' : 'DECLINE');
    }),
    { numRuns: 60 },
  );
});

it.each<[Partial<FirstStrategyTerms>, string]>([
  [{ limitMin: '10.00', limitMax: '90.00' }, 'no multiple of 100 lies between 10.00 and 90.00'],
  [{ limitMin: '0', limitMax: '0' }, 'no multiple'],
  [{ limitMultipleOf: '0' }, 'more than zero'],
  [{ dailyRateMin: '0.001' }, 'is not a range of rates'],
  [{ dailyRateMin: '-0.001' }, 'is not a range of rates'],
  [{ probabilityCutoff: 0 }, 'is not a probability'],
  [{ probabilityCutoff: Number.NaN }, 'is not a probability'],
  [{ bands: 0 }, '0 bands'],
  [{ limitMax: '12.345' }, 'decimals'],
])('terms that make no sense are refused: %j', (change, why) => {
  expect(() => firstStrategy({ ...terms, ...change })).toThrow(why);
});
