import { parseInstant } from '@fanxing/kernel';
import { afterWorkingDays } from './working-days.js';

describe('a deadline in working days', () => {
  const cases = [
    // A Monday: three whole weeks.
    ['2026-11-23T01:00:00Z', 15, '2026-12-14T01:00:00.000Z'],
    // Saturday and Sunday do not count.
    ['2026-11-27T01:00:00Z', 1, '2026-11-30T01:00:00.000Z'],
    ['2026-11-28T01:00:00Z', 1, '2026-11-30T01:00:00.000Z'],
    // Late on a Friday in UTC it is Saturday in Shanghai.
    ['2026-11-27T18:00:00Z', 1, '2026-11-29T18:00:00.000Z'],
  ] as const;
  it.each(cases)('from %s, %i days later, is %s', (from, days, due) => {
    expect(afterWorkingDays(parseInstant(from), 'Asia/Shanghai', days)).toBe(due);
  });
});
