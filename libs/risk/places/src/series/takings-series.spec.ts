import { Fault, parseBusinessDate } from '@fanxing/kernel';
import { noHolidays } from './holiday-calendar.js';
import { madeTakings } from './made-takings.fixture.js';
import { readTakings, type DayTakings } from './takings-series.js';

function faultOf(days: readonly DayTakings[]): Fault {
  try {
    readTakings(days, noHolidays);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('it was read');
}

const good = madeTakings({ days: 30 });
const changed = (at: number, change: Partial<DayTakings>): DayTakings[] =>
  good.map((day, index) => (index === at ? { ...day, ...change } : day));

it.each<[string, readonly DayTakings[], string, string]>([
  ['an empty series', [], 'TAKINGS_TOO_FEW', 'takings'],
  ['a series of one day', good.slice(0, 1), 'TAKINGS_TOO_FEW', 'takings'],
  [
    'days of which none brought anything',
    good.map(({ on }) => ({ on, minor: 0n })),
    'TAKINGS_TOO_FEW',
    'takings',
  ],
  ['a negative day', changed(4, { minor: -1n }), 'TAKINGS_NEGATIVE', 'takings[4].amount'],
  ['a day that is there twice', changed(9, { on: good[8]!.on }), 'TAKINGS_DAY_TWICE', 'takings[9].on'],
  ['a clock that runs backwards', changed(9, { on: good[2]!.on }), 'TAKINGS_OUT_OF_ORDER', 'takings[9].on'],
  [
    'a day of another century',
    changed(0, { on: parseBusinessDate('1926-01-01') }),
    'TAKINGS_TOO_MANY',
    'takings',
  ],
])('refuses %s', (_, days, reason, path) => {
  const fault = faultOf(days);
  expect([fault.reason, fault.path]).toEqual([reason, path]);
  expect(fault.messageZh).not.toMatch(/[{?]/);
});

it('takes days that are left out as days without takings, and counts them', () => {
  const withHoles = good.filter((_, at) => at % 10 !== 3);
  const shut = good.map((day, at) => (at % 10 === 3 ? { ...day, minor: 0n } : day));
  const [holes, zeros] = [readTakings(withHoles, noHolidays), readTakings(shut, noHolidays)];
  expect([holes.missingDays, zeros.missingDays]).toEqual([3, 0]);
  expect(holes.logs).toEqual(zeros.logs);
  expect(holes.openDays).toBe(27);
});

it('takes amounts that a double does not hold', () => {
  const large = good.map((day) => ({ ...day, minor: 10n ** 17n }));
  expect(readTakings(large, noHolidays).logs[0]).toBeCloseTo(17 * Math.LN10, 9);
});
