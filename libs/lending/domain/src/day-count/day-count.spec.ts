import fc from 'fast-check';
import { addDays, parseBusinessDate } from '@fanxing/kernel';
import { countedDays, dayCounts, yearFraction, type DayCount } from './day-count.js';

const day = parseBusinessDate;

describe('a day count', () => {
  /** Worked out by hand from the definitions; the first ACT/ACT row is the example of ISDA's memorandum of 1999 on that count. */
  it.each<[DayCount, string, string, bigint, bigint]>([
    ['ACT/365', '2026-01-31', '2026-02-28', 28n, 365n],
    ['ACT/365', '2027-02-28', '2028-02-28', 365n, 365n],
    ['ACT/360', '2026-01-15', '2026-07-15', 181n, 360n],
    ['ACT/364', '2026-01-15', '2026-07-15', 181n, 364n],
    ['ACT/ACT-ISDA', '2003-11-01', '2004-05-01', 61n * 366n + 121n * 365n, 365n * 366n],
    ['ACT/ACT-ISDA', '1999-02-01', '1999-07-01', 150n * 366n, 365n * 366n],
    ['ACT/ACT-ISDA', '2023-12-31', '2025-01-01', 366n + 366n * 365n, 365n * 366n],
    ['30/360', '2026-01-31', '2026-02-28', 28n, 360n],
    ['30/360', '2026-01-30', '2026-03-31', 60n, 360n],
    ['30/360', '2026-01-29', '2026-03-31', 62n, 360n],
    ['30/360', '2026-02-28', '2026-03-31', 33n, 360n],
    ['30/360', '2026-01-15', '2027-01-15', 360n, 360n],
    ['30E/360', '2026-01-29', '2026-03-31', 61n, 360n],
    ['30E/360', '2026-02-28', '2026-03-31', 32n, 360n],
    ['30E/360', '2026-01-31', '2026-03-31', 60n, 360n],
    ['30E/360', '2026-08-31', '2027-02-28', 178n, 360n],
  ])('%s from %s to %s is %d/%d of a year', (dayCount, from, to, numerator, denominator) => {
    expect(yearFraction(dayCount, day(from), day(to))).toEqual({ numerator, denominator });
  });

  /**
   * The days that ISDA's own table gives (30/360 Day Count Conventions, 22 December 2008, examples 2 and 3), from … to: bond basis,
   * Eurobond basis.
   */
  it.each<[string, string, number, number]>([
    ['2006-08-31', '2007-02-28', 178, 178],
    ['2007-02-28', '2007-08-31', 183, 182],
    ['2007-08-31', '2008-02-29', 179, 179],
    ['2008-02-29', '2008-08-31', 182, 181],
    ['2006-01-31', '2006-02-28', 28, 28],
    ['2006-01-30', '2006-02-28', 28, 28],
    ['2006-02-28', '2006-03-03', 5, 5],
    ['2006-02-14', '2006-02-28', 14, 14],
    ['2006-09-30', '2006-10-31', 30, 30],
    ['2006-10-31', '2006-11-28', 28, 28],
    ['2008-02-28', '2008-08-30', 182, 182],
    ['2008-02-28', '2008-08-31', 183, 182],
    ['2007-02-26', '2008-02-29', 363, 363],
    ['2008-02-29', '2009-02-28', 359, 359],
    ['2008-02-28', '2008-03-31', 33, 32],
  ])(
    'with months of 30 counts from %s to %s %i days, or %i by the European rule',
    (from, to, bond, european) => {
      expect(countedDays('30/360', day(from), day(to))).toBe(bond);
      expect(countedDays('30E/360', day(from), day(to))).toBe(european);
    },
  );

  it('counts calendar days, unless its months have 30', () => {
    expect(countedDays('ACT/ACT-ISDA', day('2026-01-31'), day('2026-03-31'))).toBe(59);
    expect(countedDays('30/360', day('2026-01-31'), day('2026-03-31'))).toBe(60);
  });

  it('by calendar days adds up over any division of a span', () => {
    const byCalendar = dayCounts.filter((name) => !name.startsWith('30'));
    fc.assert(
      fc.property(
        fc.constantFrom(...byCalendar),
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 0, max: 2_000 }),
        fc.integer({ min: 0, max: 2_000 }),
        (dayCount, start, first, second) => {
          const from = addDays(day('1990-01-01'), start);
          const [middle, to] = [addDays(from, first), addDays(from, first + second)];
          expect(yearFraction(dayCount, from, to).numerator).toBe(
            yearFraction(dayCount, from, middle).numerator + yearFraction(dayCount, middle, to).numerator,
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});
