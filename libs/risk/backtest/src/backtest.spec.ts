import fc from 'fast-check';
import { parseCurrency, parseRate, type Fault } from '@fanxing/kernel';
import { application, declines, echo } from './application.fixture.js';
import { Backtest, type BacktestReport } from './backtest.js';
import { readTerms, type TermTexts } from './backtest-terms.js';
import type { PastApplication } from './past-application.js';
import { profitOf } from './profit.js';
import { runBacktest } from './run-backtest.js';

function over(
  applications: readonly PastApplication[],
  terms: TermTexts = {},
  segments: readonly string[] = [],
): Promise<BacktestReport> {
  return runBacktest(applications, { strategy: echo, terms: readTerms(terms), segments });
}

describe('the four sets', () => {
  it('are who stays, who comes in, who goes out and who never was', async () => {
    const { swaps, approvals, declineReasons } = await over([
      application(1),
      application(2, { outcome: 'bad', figures: declines }),
      application(3, { outcome: 'bad', figures: declines }),
      application(4, { approvedThen: false, outcome: null }),
      application(5, { approvedThen: false, outcome: null, figures: declines }),
    ]);
    const counts = Object.fromEntries(Object.entries(swaps).map(([set, one]) => [set, one.applications]));
    expect(counts).toEqual({ approvedBoth: 1, swapIn: 1, swapOut: 2, declinedBoth: 1 });
    expect(approvals.then).toMatchObject({ count: 3, rate: 0.6, outcomes: { known: 3, bad: 2, unknown: 0 } });
    expect(approvals.draft).toMatchObject({ count: 2, outcomes: { known: 1, bad: 0, unknown: 1 } });
    expect(swaps.swapOut.badRate).toMatchObject({ rate: 1, high: 1 });
    expect(swaps.swapIn.badRate).toBeNull();
    expect(declineReasons).toEqual([{ code: 'SCORE_BELOW_CUTOFF', applications: 3 }]);
  });

  it('count a draft that comes to no answer as declined, and say where it first did', async () => {
    const report = await over([application(1), application(2, { figures: { says: { outcome: 'MAYBE' } } })]);
    expect(report).toMatchObject({
      stopped: 1,
      firstStop: { row: 2 },
      swaps: { swapOut: { applications: 1 } },
    });
    expect(report.firstStop?.problem).toContain('MAYBE');
  });
});

describe('an outcome that nobody knows', () => {
  const unknown = application(3, {
    ...{ approvedThen: false, limitThen: null, rateThen: null, amount: 100_000n, outcome: null },
  });

  it('is in no sum, and bounds what the whole can be', async () => {
    const { approvals, money } = await over([application(1), application(2, { outcome: 'bad' }), unknown]);
    expect(approvals.draft.badRate?.rate).toBe(0.5);
    expect(approvals.draft.badRateBounds).toEqual({ lowest: 0.333333, highest: 0.666667 });
    const { draft, swapIn } = money[0] ?? {};
    // 1,000.00: interest 182.50, funding 30.00, loss 450.00
    expect(draft).toMatchObject({ profit: '-327.50', interestIncome: '182.50', fundingCost: '60.00' });
    expect(swapIn).toMatchObject({ profit: '0.00', inferred: null, expectedLoss: null });
    expect(swapIn?.unknown).toEqual({
      loans: 1,
      exposure: '1000.00',
      lossHighest: '450.00',
      // The price is the assumed one of 0.04 % a day.
      profitLowest: '-480.00',
      profitHighest: '116.00',
    });
    expect(swapIn?.priceAssumed).toBe(1);
  });

  it('is estimated by known ones at the same probability, where that is asked for', async () => {
    const known = Array.from({ length: 40 }, (_, at) =>
      application(at + 1, { probability: 0.25, outcome: at < 10 ? 'bad' : 'good' }),
    );
    const alike = { ...unknown, row: 41, probability: 0.26, rateThen: parseRate('0.0005') };
    const elsewhere = { ...unknown, row: 42, probability: 0.9 };
    const terms = { inference: 'parcelling', uplift: '1.2' };
    const { swaps, money } = await over([...known, alike, elsewhere], terms);
    expect(swaps.swapIn.inferred).toEqual({
      method: 'parcelling',
      estimated: 1,
      leftUnknown: 1,
      badRate: 0.3,
    });
    // 152.50 if good, −480.00 if bad, bad with 10/40 × 1.2
    expect(money[0]?.swapIn.inferred).toEqual({
      method: 'parcelling',
      leftUnknown: 1,
      loss: '135.00',
      profit: '-37.25',
    });
  });

  it('is not estimated by fewer than 30', async () => {
    const known = Array.from({ length: 29 }, (_, at) => application(at + 1, { probability: 0.25 }));
    const report = await over([...known, { ...unknown, probability: 0.25 }], { inference: 'parcelling' });
    expect(report.swaps.swapIn.inferred).toBeNull();
  });
});

describe('money', () => {
  it('is lent by the lower of limit and amount, and a recorded loss follows what is lent', async () => {
    const says = { outcome: 'APPROVE', limit: '500.00', dailyRate: '0.001' };
    const one = application(1, { figures: { says }, outcome: 'bad', loss: 30_000n, amount: 80_000n });
    const { money } = await over([one], { utilisation: '0.5' });
    expect(money[0]?.then).toMatchObject({ exposure: '400.00', actualLoss: '300.00' });
    expect(money[0]?.draft).toMatchObject({ exposure: '250.00', actualLoss: '187.50' });
  });

  it('of each currency stands apart', async () => {
    const yen = application(2, { currency: parseCurrency('JPY') });
    const { money } = await over([application(1), yen]);
    expect(money.map(({ currency, then }) => [currency, then.exposure])).toEqual([
      ['CNY', '1000.00'],
      ['JPY', '100000'],
    ]);
  });

  it('that nobody knows is counted and in no sum', async () => {
    const { money } = await over([application(1, { limitThen: null })]);
    expect(money[0]?.draft).toMatchObject({ loans: 0, withoutAmount: 1, exposure: '0.00' });
  });
});

const anyApplication = fc
  .record({
    approvedThen: fc.boolean(),
    approves: fc.boolean(),
    limit: fc.integer({ min: 1, max: 9_999_999 }),
    outcome: fc.constantFrom('good' as const, 'bad' as const, null),
    segment: fc.constantFrom('a', 'b', 'c'),
  })
  .map(({ approvedThen, approves, limit, outcome, segment }) =>
    application(1, {
      approvedThen,
      limitThen: BigInt(limit),
      outcome,
      segments: [segment],
      figures: approves ? {} : declines,
    }),
  );

it('sums what each loan brings, and its segments sum to it', async () => {
  const terms = readTerms();
  await fc.assert(
    fc.asyncProperty(fc.array(anyApplication, { maxLength: 40 }), async (applications) => {
      const report = await over(applications, {}, ['segment']);
      const lent = applications.filter(({ figures, outcome }) => figures !== declines && outcome !== null);
      const profit = lent.reduce(
        (sum, { limitThen, rateThen, outcome }) =>
          sum +
          profitOf(
            { exposure: limitThen ?? 0n, dailyRate: rateThen ?? terms.dailyRate },
            outcome === 'bad',
            terms,
          ).profit,
        0n,
      );
      const minorOf = (text = '0'): bigint => BigInt(text.replace('.', ''));
      expect(minorOf(report.money[0]?.draft.profit)).toBe(profit);
      const parts = report.segments.reduce((sum, { money }) => sum + minorOf(money[0]?.draft.profit), 0n);
      expect(parts).toBe(profit);
      const sets = report.segments.reduce((sum, { swaps }) => sum + swaps.swapIn.applications, 0);
      expect(sets).toBe(report.swaps.swapIn.applications);
    }),
    { numRuns: 100 },
  );
});

describe('a segment', () => {
  it('has its own figures, by its value', async () => {
    const rows = ['b', 'a', 'b'].map((value, at) => application(at + 1, { segments: [value] }));
    const { segments } = await over(rows, {}, ['region']);
    expect(segments.map(({ column, value, applications }) => [column, value, applications])).toEqual([
      ['region', 'a', 1],
      ['region', 'b', 2],
    ]);
  });

  it('of more values than a person can read is refused', async () => {
    const rows = Array.from({ length: 201 }, (_, at) => application(at + 1, { segments: [`${at}`] }));
    await expect(over(rows, {}, ['id'])).rejects.toMatchObject({
      reason: 'BACKTEST_SEGMENTS_TOO_MANY',
      details: { column: 'id', most: 200 },
    } satisfies Partial<Fault>);
  });
});

it('tells each answer as it goes, and ends where it is told to', async () => {
  const stop = new AbortController();
  const told: number[] = [];
  function* endless(): Generator<PastApplication> {
    for (let row = 1; ; row += 1) yield application(row);
  }
  const run = runBacktest(endless(), {
    strategy: echo,
    terms: readTerms(),
    signal: stop.signal,
    onAnswer: (_, { swap }, count) => {
      if (swap === 'approvedBoth') told.push(count);
      if (count === 3) stop.abort(new Error('enough'));
    },
  });
  await expect(run).rejects.toThrow('enough');
  expect(told).toEqual([1, 2, 3]);
});

it('of no application says nothing about rates', () => {
  const report = new Backtest({ strategy: echo, terms: readTerms() }).report();
  expect(report).toMatchObject({ applications: 0, money: [], segments: [], firstStop: null });
  expect(report.approvals.then).toMatchObject({ rate: 0, badRate: null, badRateBounds: null });
});
