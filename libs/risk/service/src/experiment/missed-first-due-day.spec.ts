import { addDays, parseBusinessDate } from '@fanxing/kernel';
import { missedFirstDueDay } from './missed-first-due-day.js';

const due = parseBusinessDate('2026-01-31');
const day = (days: number) => addDays(due, days);

describe('a first due day', () => {
  it.each<[string, Record<number, string>, number, boolean | undefined]>([
    ['can not be told of before a week has passed', { 1: day(1) }, 6, undefined],
    ['was missed by a week on that very day', { 1: day(1), 7: day(7) }, 7, true],
    ['was kept where it was paid within a week', { 1: day(1) }, 7, false],
    ['was kept where only a later one was missed', { 7: day(37) }, 60, false],
    ['was kept where nothing ever was late', {}, 7, false],
  ])('%s', (_, reached, asOf, expected) => {
    expect(missedFirstDueDay({ firstDueOn: due, reached }, 7, day(asOf))).toBe(expected);
  });

  it('is none where nothing was drawn', () => {
    expect(missedFirstDueDay({ firstDueOn: null, reached: {} }, 7, day(99))).toBeUndefined();
  });
});
