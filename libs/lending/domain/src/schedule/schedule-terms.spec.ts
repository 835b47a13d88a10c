import fc from 'fast-check';
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

describe('a moratorium', () => {
  it('asks for nothing at all, and for its interest with the first instalment after', () => {
    const shown = show({ moratorium: 3, fees: [{ charged: 'instalment', amount: '5.00' }] });
    expect(shown.instalments.slice(0, 3).map(({ total }) => total)).toEqual(['0.00', '0.00', '0.00']);
    // Three months of 1.5 % on 100,000.00, and the fourth.
    expect(shown.instalments[3]).toMatchObject({ interest: '6000.00', fees: '5.00' });
    expect(shown.totals.principal).toBe('100000.00');
    expect(shown.totals.fees).toBe('45.00');
  });

  it('must leave an instalment, and is not for a loan of one', () => {
    expect(() => show({ moratorium: 12 })).toThrow(expect.objectContaining({ path: 'moratorium' }));
    expect(() => show({ method: 'bullet', moratorium: 1 })).toThrow(
      expect.objectContaining({ path: 'method' }),
    );
  });
});

describe('a fee that is lent on top', () => {
  it('is repaid with the principal, bears interest, and makes the loan dearer than its rate', () => {
    const shown = show({ fees: [{ charged: 'principal', rate: '0.02' }] });
    expect(shown.totals).toMatchObject({ principal: '102000.00', fees: '0.00' });
    expect(shown.instalments[0]?.total).toBe(show({ principal: '102000.00' }).instalments[0]?.total);
    expect(Number(shown.apr)).toBeGreaterThan(0.21);
  });

  it('costs the same a year as one that is kept back from as much: 98,000.00 in hand for 100,000.00 owed', () => {
    const added = show({ principal: '98000.00', fees: [{ charged: 'principal', amount: '2000.00' }] });
    const kept = show({ fees: [{ charged: 'disbursement', amount: '2000.00' }] });
    expect(added.apr).toBe(kept.apr);
    expect(added.irr).toBe(kept.irr);
  });
});

describe('what rounding leaves over', () => {
  it('goes to the last instalment, or to the first where the terms want it', () => {
    const thirds = { method: 'equal-principal', periods: 3, principal: '100.00' };
    const principals = (changes: Record<string, unknown>) =>
      show({ ...thirds, ...changes }).instalments.map(({ principal }) => principal);
    expect(principals({})).toEqual(['33.33', '33.33', '33.34']);
    expect(principals({ remainder: 'first' })).toEqual(['33.34', '33.33', '33.33']);
  });

  it('makes the first of some level payments larger, and all others the same', () => {
    const rounded = { instalmentMultipleOf: '100', remainder: 'first' };
    const totals = show(rounded).instalments.map(({ total }) => total);
    expect(new Set(totals.slice(1, -1))).toEqual(new Set(['9200.00']));
    expect(Math.abs(Number(totals.at(-1)) - 9_200)).toBeLessThan(0.02);
    expect(Math.abs(Number(totals[0]) - 9_200)).toBeGreaterThan(100);
    expect(show({ ...rounded, remainder: 'last' }).instalments.at(-1)?.total).not.toBe('9200.00');
  });

  it('goes to the first after a grace on principal, and never further from the others than in the last', () => {
    const anyTerms = fc.record({
      principal: fc.integer({ min: 100_00, max: 10_000_000_00 }).map((minor) => (minor / 100).toFixed(2)),
      annualRate: fc.integer({ min: 0, max: 3_650 }).map((units) => (units / 10_000).toFixed(4)),
      method: fc.constantFrom('equal-instalment', 'equal-principal', 'flat'),
      periods: fc.integer({ min: 4, max: 60 }),
      graceOnPrincipal: fc.integer({ min: 0, max: 2 }),
      interest: fc.constantFrom('periodic', 'daily'),
    });
    fc.assert(
      fc.property(anyTerms, (given) => {
        const first = show({ ...given, remainder: 'first' });
        const last = show(given);
        expect(first.totals.principal).toBe(last.totals.principal);
        const of = ({ instalments }: ShownSchedule, place: number): number => {
          const [before, end] = instalments.slice(-2);
          const part = given.method === 'equal-principal' ? 'principal' : 'total';
          return Math.abs(Number(end?.[part]) - Number(before?.[part])) + place;
        };
        // One cent in the first instalment is so many in the last.
        const grown = 0.01 * (1 + Number(given.annualRate) / 12) ** given.periods;
        expect(of(first, 0)).toBeLessThanOrEqual(of(last, 0) + 0.011);
        expect(of(first, 0)).toBeLessThanOrEqual(2 * grown + 0.011);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a calendar by its name', () => {
  it('holds the published days of mainland China', () => {
    const { instalments } = show({
      disbursedOn: '2026-01-16',
      holidays: { calendar: 'CN', convention: 'following' },
    });
    expect(instalments.slice(0, 3).map(({ dueOn }) => dueOn)).toEqual([
      '2026-02-24',
      '2026-03-16',
      '2026-04-16',
    ]);
  });

  it('moves the interest with the day: nobody pays for a day twice or never', () => {
    const given = { disbursedOn: '2026-01-16', interest: 'daily', method: 'interest-only', periods: 2 };
    const moved = show({ ...given, holidays: { calendar: 'CN', convention: 'following' } }).instalments;
    expect(moved.map(({ days }) => days)).toEqual([39, 20]);
    expect(show(given).instalments.map(({ days }) => days)).toEqual([31, 28]);
  });

  it('never lets a due day make way to before the money', () => {
    const given = {
      disbursedOn: '2026-02-14',
      every: { unit: 'day', count: 2 },
      periods: 1,
      interest: 'daily',
    };
    const shown = show({ ...given, holidays: { calendar: 'CN', convention: 'preceding' } });
    expect(shown.instalments[0]).toMatchObject({ dueOn: '2026-02-24', days: 10 });
  });

  it.each([
    ['no such calendar', { calendar: 'XX', convention: 'following' }, 'holidays.calendar'],
    ['no such convention', { calendar: 'CN', convention: 'next' }, 'holidays.convention'],
  ])('is refused with %s', (_, holidays, path) => {
    expect(() => show({ holidays })).toThrow(expect.objectContaining({ reason: 'INPUT_INVALID', path }));
  });
});
