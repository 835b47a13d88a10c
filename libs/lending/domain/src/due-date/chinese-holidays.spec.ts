import { parseBusinessDate, weekdayOf } from '@fanxing/kernel';
import { saturdayAndSunday, isBusinessDay, movedDueDate, type DueDateConvention } from './business-days.js';
import { chineseHolidays } from './chinese-holidays.js';
import { firstDueDateOn } from './first-due-day.js';

const calendar = (convention: DueDateConvention) => ({
  convention,
  weekend: saturdayAndSunday,
  holidays: new Set(chineseHolidays.flatMap(({ holidays }) => holidays)),
  workdays: new Set(chineseHolidays.flatMap(({ workdays }) => workdays)),
});
const day = (text: string) => parseBusinessDate(text);

describe('the holidays of mainland China', () => {
  it('have working days on weekends alone, and no day twice', () => {
    for (const { year, holidays, workdays } of chineseHolidays) {
      expect(new Set(holidays).size).toBe(holidays.length);
      for (const worked of workdays) {
        expect(weekdayOf(worked)).toBeGreaterThanOrEqual(6);
        expect(holidays).not.toContain(worked);
      }
      expect([...holidays, ...workdays].every((each) => each.startsWith(`${year}-`))).toBe(true);
    }
  });

  it('have as many days as their notices say: 28 in 2025, 33 in 2026', () => {
    expect(chineseHolidays.map(({ holidays }) => holidays.length)).toEqual([28, 33]);
  });

  it.each<[string, DueDateConvention, string]>([
    // Spring Festival of 2026: closed from the 15th to the 23rd of February.
    ['2026-02-16', 'following', '2026-02-24'],
    ['2026-02-16', 'preceding', '2026-02-14'],
    // The end of January is a Saturday; the Monday after is in February.
    ['2026-01-31', 'modified-following', '2026-01-30'],
    ['2026-01-31', 'following', '2026-02-02'],
    // National Day of 2026 and the Saturday that is worked for it.
    ['2026-10-03', 'following', '2026-10-08'],
    ['2026-10-10', 'following', '2026-10-10'],
    ['2025-10-04', 'modified-following', '2025-10-09'],
  ])('a due day of %s goes, %s, to %s', (given, convention, moved) => {
    expect(movedDueDate(day(given), calendar(convention))).toBe(moved);
  });

  it('count a Sunday that is worked as a day of business', () => {
    expect(isBusinessDay(day('2026-01-04'), calendar('following'))).toBe(true);
    expect(isBusinessDay(day('2026-01-11'), calendar('following'))).toBe(false);
  });
});

describe('a due day that is always the same', () => {
  it.each<[string, 'week' | 'month', number, number, string]>([
    ['2026-01-20', 'month', 21, 0, '2026-01-21'],
    ['2026-01-21', 'month', 21, 0, '2026-02-21'],
    ['2026-01-20', 'month', 21, 10, '2026-02-21'],
    ['2026-12-29', 'month', 28, 0, '2027-01-28'],
    ['2026-01-31', 'month', 28, 0, '2026-02-28'],
    // A Wednesday; Mondays.
    ['2026-11-25', 'week', 1, 0, '2026-11-30'],
    ['2026-11-30', 'week', 1, 0, '2026-12-07'],
    ['2026-11-25', 'week', 1, 7, '2026-12-07'],
  ])(
    'is for money of %s, each %s on day %i and at least %i days later, first on %s',
    (from, unit, dueDay, min, due) => {
      expect(firstDueDateOn(day(from), { unit }, { dueDay, firstPeriodMinDays: min })).toBe(due);
    },
  );
});
