import { parseIndicator } from '@fanxing/risk-indicators';
import { checkStrategy } from '../check/check-strategy.js';
import { compileStrategy } from '../engine/compile-strategy.js';
import { reasonCodes } from '../reasons/reason-codes.js';
import { lendingInputs, reviewStrategy } from '../review/review-strategy.js';
import { pickStrategies } from './pick-strategies.js';
import { strategyLibrary } from './strategy-library.js';
import { stages } from './template.js';

const library = [...strategyLibrary().values()];
const everything = pickStrategies(library.map(({ id }) => ({ id })));

it('holds more than 3,000 strategies of every stage, no two of the same meaning', () => {
  expect(library.length).toBeGreaterThanOrEqual(3_000);
  expect(new Set(library.map(({ id }) => id)).size).toBe(library.length);
  expect(new Set(library.map(({ stage, en }) => `${stage}: ${en}`)).size).toBe(library.length);
  expect(new Set(library.map(({ stage, zh }) => `${stage}: ${zh}`)).size).toBe(library.length);
  const asks = library.map(({ stage, effect, indicators, hits }) =>
    JSON.stringify([stage, effect, indicators, hits]),
  );
  expect(new Set(asks).size).toBe(library.length);
  for (const stage of stages)
    expect(library.filter((one) => one.stage === stage).length).toBeGreaterThan(100);
});

it('each reads indicators that there are, gives a reason that can be told, and has parameters within bounds', () => {
  for (const name of new Set(library.flatMap(({ indicators }) => indicators))) parseIndicator(name);
  const unfit = library.filter(
    ({ reason, parameters, en, zh }) =>
      !(reason in reasonCodes) ||
      /[{}]/.test(en + zh) ||
      parameters.some(({ initial, minimum, maximum }) => initial < minimum || initial > maximum),
  );
  expect(unfit).toEqual([]);
});

it('all of them pass the checks and run on one application', async () => {
  expect(checkStrategy(everything).problems).toEqual([]);
  const names = new Set(library.flatMap(({ indicators }) => indicators));
  expect(
    reviewStrategy(
      everything,
      lendingInputs((name) => names.has(name)),
    ),
  ).toEqual([]);
  const strategy = compileStrategy(everything);
  expect(strategy.notCompiled).toBeNull();
  const figures = Object.fromEntries(
    [...names].map((name, place) => [name, place % 7 === 0 ? null : (place * 37) % 900]),
  );
  const { result } = await strategy.evaluate({ indicators: figures });
  const hits = result['hits'] as { id: string }[];
  expect(hits.length).toBeGreaterThan(300);
  expect(hits.length).toBeLessThan(library.length);
});

it('a product picks some and sets their numbers', async () => {
  const strategy = compileStrategy(
    pickStrategies([
      { id: 'credit.enough-takings.payments.in.30d', threshold: 500 },
      { id: 'limit.share-of-sum.payments.in.30d', value: 0.25 },
      { id: 'pricing.few-customers.payments.in.30d', threshold: 10, value: 0.00005 },
      { id: 'post-loan.silent.payments.in.30d' },
    ]),
  );
  const decide = async (sum: number | null, payers: number): Promise<Record<string, unknown>> => {
    const { result } = await strategy.evaluate({
      indicators: {
        'payments.in.sum.30d': sum,
        'payments.in.counterparties.30d': payers,
        'payments.in.daysSinceLast.30d': 1,
      },
    });
    return { ...result, hits: undefined, caps: undefined };
  };
  expect(await decide(1000, 3)).toMatchObject({
    reasons: [],
    limitMax: 250,
    rateAdded: 0.00005,
    warnings: [],
  });
  expect(await decide(400, 30)).toMatchObject({ reasons: ['INCOME_TOO_LOW'], limitMax: 100, rateAdded: 0 });
  expect(await decide(null, 30)).toMatchObject({ reasons: ['INCOME_TOO_LOW'], rateAdded: 0 });
});

it.each([
  [{ id: 'credit.nothing' }, 'there is no strategy'],
  [{ id: 'credit.enough-takings.payments.in.30d', threshold: -5 }, 'is not between 1 and'],
  [{ id: 'credit.enough-takings.payments.in.30d', threshold: Number.NaN }, 'is not between'],
])('%j can not be picked', (pick, why) => {
  expect(() => pickStrategies([pick])).toThrow(why);
});
