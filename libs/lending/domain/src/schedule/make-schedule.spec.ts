import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { addDays, parseBusinessDate } from '@fanxing/kernel';
import { dayCounts } from '../day-count/day-count.js';
import { makeSchedule } from './make-schedule.js';
import { parseScheduleTerms } from './parse-schedule-terms.js';
import { showSchedule, type ShownSchedule } from './show-schedule.js';

const loan = {
  principal: '100000.00',
  currency: 'CNY',
  annualRate: '0.18',
  method: 'equal-instalment',
  periods: 12,
  every: { unit: 'month', count: 1 },
  disbursedOn: '2026-01-31',
  interest: 'periodic',
};

const show = (changes: Record<string, unknown>): ShownSchedule =>
  showSchedule(parseScheduleTerms({ ...loan, ...changes }));

interface Case {
  readonly terms: unknown;
  readonly instalments: readonly (readonly [
    dueOn: string,
    principal: string,
    interest: string,
    balance: string,
  ])[];
}

describe('a schedule', () => {
  /** One case a line, computed in exact fractions by a program of its own that was written from the definitions alone. */
  const cases = readFileSync(join(import.meta.dirname, 'schedule-cases.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Case);

  it.each(cases)('agrees to the cent with an independent computation: $terms', ({ terms, instalments }) => {
    const shown = showSchedule(parseScheduleTerms(terms)).instalments;
    expect(shown.map((each) => [each.dueOn, each.principal, each.interest, each.balance])).toEqual(
      instalments,
    );
  });

  it('has the level payment that spreadsheets give: PMT(1.5%,12,-100000) = 9168.00, PMT(0.5%,360,-100000) = 599.55', () => {
    const { instalments } = show({});
    expect(instalments.slice(0, 11).map(({ total }) => total)).toEqual(Array(11).fill('9168.00'));
    expect(instalments[11]).toMatchObject({ number: 12, dueOn: '2027-01-31', balance: '0.00' });
    expect(show({ annualRate: '0.06', periods: 360 }).instalments[0]?.total).toBe('599.55');
  });

  it('costs exactly 50.00 a day for 100,000.00 at 0.05 % a day', () => {
    const daily = { annualRate: undefined, dailyRate: '0.0005', interest: 'daily', method: 'bullet' };
    const shown = show({ ...daily, every: { unit: 'day', count: 1 }, periods: 50 });
    expect(shown.instalments).toEqual([
      expect.objectContaining({ days: 50, principal: '100000.00', interest: '2500.00', total: '102500.00' }),
    ]);
    expect(shown.apr).toBe('0.1825');
  });

  it('defers interest in grace to the first instalment after, and charges none on it', () => {
    const { instalments } = show({ method: 'interest-only', graceOnInterest: 2, periods: 4 });
    expect(instalments.map(({ interest }) => interest)).toEqual(['0.00', '0.00', '4500.00', '1500.00']);
  });

  it('works the payment out again when the rate changes, from what is known by then', () => {
    const changed = show({ rateChanges: [{ from: '2026-06-30', annualRate: '0.12' }] });
    const before = changed.instalments.slice(0, 5).map(({ total }) => total);
    expect(new Set(before)).toEqual(new Set(['9168.00']));
    const balance = changed.instalments[4]?.balance;
    const rest = show({ principal: balance, annualRate: '0.12', periods: 7, disbursedOn: '2026-06-30' });
    expect(changed.instalments.slice(5).map(({ total }) => total)).toEqual(
      rest.instalments.map(({ total }) => total),
    );
  });

  it('divides the interest of a period in which the rate changes by its days', () => {
    const bullet = { method: 'bullet', interest: 'daily', periods: 1, disbursedOn: '2026-03-01' };
    const { instalments } = show({ ...bullet, rateChanges: [{ from: '2026-03-11', annualRate: '0.36' }] });
    // 100000 × (0.18 × 10 + 0.36 × 21) / 365 = 2564.38…
    expect(instalments[0]?.interest).toBe('2564.38');
  });

  it('shows fees where they fall, and keeps those of the disbursement out of the instalments', () => {
    const shown = show({
      fees: [
        { charged: 'disbursement', rate: '0.01' },
        { charged: 'instalment', amount: '5.00' },
      ],
    });
    expect(shown.instalments[0]).toMatchObject({ fees: '5.00', total: '9173.00' });
    expect(shown.totals.fees).toBe('1060.00');
  });

  it('holds no principal where interest alone is above the level payment', () => {
    const { instalments } = show({
      annualRate: '9',
      periods: 3,
      firstDueOn: '2026-12-31',
      interest: 'daily',
    });
    expect(instalments[0]).toMatchObject({ principal: '0.00', balance: '100000.00' });
  });

  it('always adds up to the principal, never grows, and leaves no balance', () => {
    const anyTerms = fc.record({
      principal: fc
        .bigInt({ min: 1n, max: 10n ** 12n })
        .map((minor) => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`),
      annualRate: fc.integer({ min: 0, max: 100_000 }).map((units) => (units / 10_000).toFixed(4)),
      dayCount: fc.constantFrom(...dayCounts),
      method: fc.constantFrom('equal-instalment', 'equal-principal', 'interest-only', 'flat'),
      periods: fc.integer({ min: 3, max: 40 }),
      every: fc.record({
        unit: fc.constantFrom('day', 'week', 'month'),
        count: fc.integer({ min: 1, max: 12 }),
      }),
      disbursedOn: fc
        .integer({ min: 0, max: 9_000 })
        .map((days) => addDays(parseBusinessDate('2020-01-01'), days)),
      interest: fc.constantFrom('daily', 'periodic'),
      graceOnPrincipal: fc.integer({ min: 0, max: 2 }),
      graceOnInterest: fc.integer({ min: 0, max: 2 }),
      instalmentMultipleOf: fc.constantFrom('0.01', '1', '100'),
      rounding: fc.constantFrom('half-up', 'half-even', 'down'),
    });
    fc.assert(
      fc.property(anyTerms, (given) => {
        const terms = parseScheduleTerms({ ...given, currency: 'CNY' });
        const { instalments, totals } = makeSchedule(terms);
        expect(totals.principalMinor).toBe(terms.principalMinor);
        expect(instalments.at(-1)?.balanceMinor).toBe(0n);
        let balance = terms.principalMinor;
        for (const each of instalments) {
          expect(each.principalMinor >= 0n && each.interestMinor >= 0n).toBe(true);
          balance -= each.principalMinor;
          expect(each.balanceMinor).toBe(balance);
          expect(each.totalMinor).toBe(each.principalMinor + each.interestMinor);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('terms that make no schedule', () => {
  it.each<[string, Record<string, unknown>, string, string]>([
    ['no principal', { principal: '0.00' }, 'AMOUNT_NOT_POSITIVE', 'principal'],
    ['a negative principal', { principal: '-1.00' }, 'AMOUNT_NOT_POSITIVE', 'principal'],
    ['a fraction of a cent', { principal: '1.005' }, 'AMOUNT_TOO_PRECISE', 'principal'],
    ['an amount that is a number', { principal: 100 }, 'INPUT_INVALID', 'principal'],
    ['no such currency', { currency: 'XXY' }, 'CURRENCY_UNKNOWN', 'currency'],
    ['a rate of 1800 %, meant as 18 %', { annualRate: '18' }, 'INPUT_INVALID', 'annualRate'],
    ['a negative rate', { annualRate: '-0.01' }, 'INPUT_INVALID', 'annualRate'],
    ['two rates', { dailyRate: '0.0005' }, 'INPUT_INVALID', 'annualRate'],
    ['no rate', { annualRate: undefined }, 'INPUT_INVALID', 'annualRate'],
    ['a day that does not exist', { disbursedOn: '2026-02-30' }, 'DATE_MALFORMED', 'disbursedOn'],
    ['a first due date before the money', { firstDueOn: '2026-01-31' }, 'INPUT_INVALID', 'firstDueOn'],
    ['no instalment', { periods: 0 }, 'INPUT_INVALID', 'periods'],
    ['half an instalment', { periods: 1.5 }, 'INPUT_INVALID', 'periods'],
    ['no such method', { method: 'annuity' }, 'INPUT_INVALID', 'method'],
    ['no such day count', { dayCount: 'ACT/366' }, 'INPUT_INVALID', 'dayCount'],
    ['a field that nobody knows', { preiods: 3 }, 'INPUT_INVALID', 'preiods'],
    [
      'such a field deeper down',
      { every: { unit: 'day', count: 1, times: 3 } },
      'INPUT_INVALID',
      'every.times',
    ],
    ['grace on everything', { graceOnPrincipal: 12 }, 'INPUT_INVALID', 'graceOnPrincipal'],
    ['a balloon of all of it', { method: 'balloon', balloon: '100000.00' }, 'INPUT_INVALID', 'balloon'],
    ['a step without its method', { step: { rate: '0.05', everyInstalments: 3 } }, 'INPUT_INVALID', 'step'],
    ['a fee without an amount', { fees: [{ charged: 'instalment' }] }, 'INPUT_INVALID', 'fees[0]'],
    [
      'a fee of all of it',
      { fees: [{ charged: 'disbursement', amount: '100000.00' }] },
      'INPUT_INVALID',
      'fees',
    ],
    [
      'rate changes out of order',
      { rateChanges: [{ from: '2026-01-31', annualRate: '0.1' }] },
      'INPUT_INVALID',
      'rateChanges[0].from',
    ],
    ['months of daily rates', { annualRate: undefined, dailyRate: '0.0005' }, 'INPUT_INVALID', 'interest'],
    ['a calendar without a convention', { holidays: { dates: [] } }, 'INPUT_INVALID', 'holidays.convention'],
  ])('%s', (_what, changes, reason, path) => {
    expect(() => parseScheduleTerms({ ...loan, ...changes })).toThrow(
      expect.objectContaining({ reason, path }),
    );
  });

  it('say which fields there are', () => {
    expect(() => parseScheduleTerms({ ...loan, preiods: 3 })).toThrow(/"preiods".*periods/);
    expect(() => parseScheduleTerms(null)).toThrow(/must be an object with principal/);
  });
});
