import { parseBusinessDate, type BusinessDate } from '@fanxing/kernel';
import { movedDueDate, type BusinessDayCalendar, type DueDateConvention } from './business-days.js';
import { firstPeriodIsFull, interestPeriods } from './due-dates.js';

const day = parseBusinessDate;
const days = (...texts: string[]): ReadonlySet<BusinessDate> => new Set(texts.map((text) => day(text)));

/** National Day 2026 as the State Council's notice has it: 1 to 7 October off, 20 September and 10 October worked. */
const nationalDay = (convention: DueDateConvention): BusinessDayCalendar => ({
  convention,
  weekend: [6, 7],
  holidays: days('2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'),
  workdays: days('2026-09-20', '2026-10-10'),
  knownUntil: day('2026-12-31'),
});

describe('due dates', () => {
  it('of a loan paid out on the 31st come back to the 31st', () => {
    const every = { unit: 'month', count: 1 } as const;
    const dates = interestPeriods({ disbursedOn: day('2026-01-31'), every, periods: 4 }).map(({ to }) => to);
    expect(dates).toEqual(['2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31']);
  });

  it('follow the first one when it is named', () => {
    const input = {
      disbursedOn: day('2026-01-10'),
      firstDueOn: day('2026-02-28'),
      every: { unit: 'month', count: 3 } as const,
      periods: 3,
    };
    expect(interestPeriods(input)).toEqual([
      { number: 1, from: '2026-01-10', to: '2026-02-28' },
      { number: 2, from: '2026-02-28', to: '2026-05-28' },
      { number: 3, from: '2026-05-28', to: '2026-08-28' },
    ]);
    expect(firstPeriodIsFull(input)).toBe(false);
    expect(firstPeriodIsFull({ ...input, firstDueOn: day('2026-04-10') })).toBe(true);
  });

  it('can be weeks and days apart', () => {
    const disbursedOn = day('2028-02-22');
    const dates = (unit: 'day' | 'week', count: number): BusinessDate[] =>
      interestPeriods({ disbursedOn, every: { unit, count }, periods: 2 }).map(({ to }) => to);
    expect(dates('week', 1)).toEqual(['2028-02-29', '2028-03-07']);
    expect(dates('day', 10)).toEqual(['2028-03-03', '2028-03-13']);
  });

  it('moved for a holiday leave no day out and count none twice', () => {
    const every = { unit: 'month', count: 1 } as const;
    const calendar = nationalDay('following');
    const periods = interestPeriods({ disbursedOn: day('2026-08-03'), every, periods: 3, calendar });
    expect(periods.map(({ from, to }) => [from, to])).toEqual([
      ['2026-08-03', '2026-09-03'],
      ['2026-09-03', '2026-10-08'],
      ['2026-10-08', '2026-11-03'],
    ]);
  });
});

describe('a due date on a day without business', () => {
  it.each<[DueDateConvention, string, string]>([
    ['following', '2026-10-01', '2026-10-08'],
    ['modified-following', '2026-10-01', '2026-10-08'],
    ['preceding', '2026-10-01', '2026-09-30'],
    ['following', '2026-10-31', '2026-11-02'],
    ['modified-following', '2026-10-31', '2026-10-30'],
    ['preceding', '2026-10-31', '2026-10-30'],
    ['following', '2026-10-10', '2026-10-10'],
    ['preceding', '2026-09-20', '2026-09-20'],
    ['following', '2026-10-12', '2026-10-12'],
  ])('%s goes from %s to %s', (convention, date, expected) => {
    expect(movedDueDate(day(date), nationalDay(convention))).toBe(expected);
  });

  it('is refused where the calendar ends', () => {
    expect(() => movedDueDate(day('2027-01-01'), nationalDay('following'))).toThrow(
      expect.objectContaining({ reason: 'INPUT_INVALID', path: 'holidays' }),
    );
  });

  it('is refused when there is never any business', () => {
    const never = { ...nationalDay('following'), weekend: [1, 2, 3, 4, 5, 6, 7] };
    expect(() => movedDueDate(day('2026-03-01'), never)).toThrow(/no day within 60 days/);
  });
});
