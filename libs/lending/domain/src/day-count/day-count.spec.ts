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
