import fc from 'fast-check';
import {
  addDays,
  addMonths,
  daysBetween,
  daysInMonth,
  eachDay,
  parseBusinessDate,
  weekdayOf,
  type BusinessDate,
} from './business-date.js';

const day = (text: string): BusinessDate => parseBusinessDate(text);
const anyDay = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
  .map((date) => day(date.toISOString().slice(0, 10)));

describe('a business date', () => {
  it.each([
    '2026-02-29',
    '1900-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '2026-1-1',
    '1899-12-31',
    '',
  ])('is not %s', (text) =>
    expect(() => day(text)).toThrow(expect.objectContaining({ reason: 'DATE_MALFORMED' })),
  );

  it.each(['2024-02-29', '2000-02-29', '1900-01-01', '2026-12-31'])('may be %s', (text) =>
    expect(day(text)).toBe(text),
  );

  it('counts days as the calendar of the runtime does', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -40_000, max: 40_000 }), (from, days) => {
        const expected = new Date(Date.parse(`${from}T00:00:00Z`) + days * 86_400_000).toISOString();
        fc.pre(expected >= '1900' && expected < '3000');
        const to = addDays(from, days);
        expect(to).toBe(expected.slice(0, 10));
        expect(daysBetween(from, to)).toBe(days);
        expect(weekdayOf(to)).toBe(new Date(expected).getUTCDay() || 7);
      }),
      { numRuns: 2_000 },
    );
  });

  it('goes over every day of a span but its last', () => {
    expect([...eachDay(day('2028-02-28'), day('2028-03-02'))]).toEqual([
      '2028-02-28',
      '2028-02-29',
      '2028-03-01',
    ]);
  });
});

describe('months later', () => {
  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2027-12-31', 2, '2028-02-29'],
    ['2026-01-31', 2, '2026-03-31'],
    ['2026-11-30', 3, '2027-02-28'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-01-15', -13, '2024-12-15'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-02-29', 48, '2028-02-29'],
  ])('%s and %d months is %s', (from, months, expected) =>
    expect(addMonths(day(from), months)).toBe(expected),
  );

  it('keeps the day wherever the month has it', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 1_200 }), (from, months) => {
        const to = addMonths(from, months);
        const [year, month] = [Number(to.slice(0, 4)), Number(to.slice(5, 7))];
        expect(Number(to.slice(8))).toBe(Math.min(Number(from.slice(8)), daysInMonth(year, month)));
        expect(year * 12 + month).toBe(Number(from.slice(0, 4)) * 12 + Number(from.slice(5, 7)) + months);
      }),
    );
  });
});
