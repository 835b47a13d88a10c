import { addDays, parseBusinessDate } from '@fanxing/kernel';
import type { ApplicationOutcome } from '@fanxing/lending-contract';
import fc from 'fast-check';
import { BooksTally } from './books-tally.js';
import { isMilestone, knownOutcome } from './known-outcome.js';
import { mustBeInTime } from './must-be-in-time.js';

const drawn = parseBusinessDate('2026-01-01');
const definition = { badAfterDays: 30, performanceDays: 90 } as const;
const day = (days: number) => addDays(drawn, days);

function outcome(more: Partial<ApplicationOutcome> = {}): ApplicationOutcome {
  return {
    ...{ applicationId: 'app', currency: 'CNY', limit: '100.00', dailyRate: '0.0004', loans: 1 },
    ...{ firstDrawnOn: drawn, firstDueOn: day(30), principal: '100.00', principalPaid: '0.00' },
    ...{ interestPaid: '0.00', writtenOffOn: null, writtenOff: '0.00', recovered: '0.00', reached: {} },
    ...more,
  };
}

describe('what became of an application', () => {
  it.each<[string, Partial<ApplicationOutcome>, number, 'good' | 'bad' | null]>([
    ['is not known while nothing is drawn', { firstDrawnOn: null, loans: 0 }, 900, null],
    ['is not known on the last of the performance days', {}, 90, null],
    ['is good when they have ended', {}, 91, 'good'],
    ['is bad as soon as it is too late', { reached: { 30: day(60) } }, 60, 'bad'],
    ['is not bad for what is late but not too late', { reached: { 1: day(31), 7: day(37) } }, 91, 'good'],
    ['is bad for what was too late and was paid', { reached: { 30: day(90) } }, 400, 'bad'],
    ['is good where it was too late only afterwards', { reached: { 30: day(91) } }, 400, 'good'],
    ['is bad where a loan was given up on', { writtenOffOn: day(40) }, 41, 'bad'],
    ['is good where that was only afterwards', { writtenOffOn: day(91) }, 92, 'good'],
  ])('%s', (_, more, asOf, expected) => {
    expect(knownOutcome(outcome(more), definition, day(asOf))).toBe(expected);
  });

  it('never changes once it is known, while only later days are told of', () => {
    const events = fc.record({ late: fc.option(fc.nat(200)), gone: fc.option(fc.nat(200)) });
    fc.assert(
      fc.property(events, fc.nat(200), fc.nat(200), ({ late, gone }, one, other) => {
        const [sooner, later] = [Math.min(one, other), Math.max(one, other)];
        // As lending tells it at the beginning of a day: what is reached on it, and what was booked before it.
        const at = (asOf: number) => {
          const reached = late !== null && late <= asOf ? { 30: day(late) } : {};
          const writtenOffOn = gone !== null && gone < asOf ? day(gone) : null;
          return knownOutcome(outcome({ reached, writtenOffOn }), definition, day(asOf));
        };
        const before = at(sooner);
        if (before !== null) expect(at(later)).toBe(before);
      }),
    );
  });
});

it('only days that are noted can be asked for', () => {
  expect([1, 7, 30, 60, 90, 180].every(isMilestone)).toBe(true);
  expect([0, 2, 29, 31, 365].some(isMilestone)).toBe(false);
});

it('the books are added up by currency, to the minor unit', () => {
  const tally = new BooksTally();
  tally.add(outcome({ principal: '0.10', interestPaid: '0.20' }), false);
  tally.add(outcome({ principal: '0.20', writtenOff: '0.20', recovered: '0.05' }), true);
  tally.add(outcome({ currency: 'JPY', principal: '7', loans: 0, ...zeroes }), false);
  expect(tally.report()).toMatchObject([
    {
      currency: 'CNY',
      approved: { applications: 2, drawn: 2, principal: '0.30', interestPaid: '0.20', recovered: '0.05' },
      swapOut: { applications: 1, drawn: 1, principal: '0.20', writtenOff: '0.20' },
    },
    {
      currency: 'JPY',
      approved: { applications: 1, drawn: 0, principal: '7' },
      swapOut: { applications: 0 },
    },
  ]);
});

const zeroes = { principalPaid: '0', interestPaid: '0', writtenOff: '0', recovered: '0' };

it('a backtest has half an hour', () => {
  expect(() => mustBeInTime(30 * 60_000)).not.toThrow();
  expect(() => mustBeInTime(30 * 60_000 + 1)).toThrow(
    expect.objectContaining({ reason: 'BACKTEST_OUT_OF_TIME', details: { minutes: 30 } }),
  );
});
