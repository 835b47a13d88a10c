import { Fault, formatMinor, parseBusinessDate } from '@fanxing/kernel';
import { assessShop } from '../assess/assess-shop.js';
import { noHolidays } from '../series/holiday-calendar.js';
import { madeTakings } from '../series/made-takings.fixture.js';
import { readShop } from './read-shop.js';
import { readSurroundings } from './read-surroundings.js';
import { showAssessment } from './show-assessment.js';

const shop = {
  position: { latitude: 31.2304, longitude: 121.4737 },
  trade: 'buns',
  currency: 'CNY',
  takings: madeTakings().map(({ on, minor }) => ({
    on: String(on),
    amount: (Number(minor) / 100).toFixed(2),
  })),
};
const work = {
  kind: 'metro-works',
  geometry: { type: 'Point', coordinates: [121.4737, 31.2304] as unknown },
  from: '2026-07-01',
};
const place = { kind: 'school', position: { latitude: 31, longitude: 121 } };

function faultOf(read: () => unknown): readonly [string, string | undefined] {
  try {
    read();
  } catch (error) {
    if (error instanceof Fault) return [error.reason, error.path];
    throw error;
  }
  throw new Error('it was read');
}
const taking = (at: number, change: object) => ({
  takings: shop.takings.map((day, index) => (index === at ? { ...day, ...change } : day)),
});

it.each<[string, object, string, string]>([
  [
    'a latitude outside the world',
    { position: { latitude: 90.01, longitude: 0 } },
    'POSITION_OUTSIDE_WORLD',
    'position',
  ],
  [
    'a longitude outside the world',
    { position: { latitude: 0, longitude: -180.5 } },
    'POSITION_OUTSIDE_WORLD',
    'position',
  ],
  [
    'a position that is text',
    { position: { latitude: '31', longitude: 121 } },
    'INPUT_INVALID',
    'position.latitude',
  ],
  [
    'a position that is no number',
    { position: { latitude: NaN, longitude: 121 } },
    'INPUT_INVALID',
    'position.latitude',
  ],
  ['no takings', { takings: [] }, 'TAKINGS_TOO_FEW', 'takings'],
  ['a negative day', taking(3, { amount: '-0.01' }), 'TAKINGS_NEGATIVE', 'takings[3].amount'],
  ['a day twice', taking(3, { on: shop.takings[2]!.on }), 'TAKINGS_DAY_TWICE', 'takings[3].on'],
  ['a clock that runs backwards', taking(3, { on: '2025-01-01' }), 'TAKINGS_OUT_OF_ORDER', 'takings[3].on'],
  ['a day that does not exist', taking(3, { on: '2026-02-30' }), 'DATE_MALFORMED', 'takings[3].on'],
  ['half a fen', taking(3, { amount: '1.005' }), 'AMOUNT_TOO_PRECISE', 'takings[3].amount'],
  ['a currency that nobody knows', { currency: 'XXQ' }, 'CURRENCY_UNKNOWN', 'currency'],
  ['a field that nobody knows', { postion: {} }, 'INPUT_INVALID', 'postion'],
  ['a holiday that does not exist', { holidays: ['2026-13-01'] }, 'DATE_MALFORMED', 'holidays[0]'],
])('refuses a shop with %s', (_, change, reason, path) => {
  expect(faultOf(() => readShop({ ...shop, ...change }, () => noHolidays))).toEqual([reason, path]);
});

const geometry = (type: string, coordinates: unknown) => ({
  works: [{ ...work, geometry: { type, coordinates } }],
});

it.each<[string, object, string, string]>([
  [
    'works that end before they begin',
    { works: [work, { ...work, until: '2026-06-30' }] },
    'WORKS_END_BEFORE_BEGIN',
    'works[1].until',
  ],
  [
    'works outside the world',
    geometry('Point', [31, 121]),
    'POSITION_OUTSIDE_WORLD',
    'works[0].geometry.coordinates',
  ],
  [
    'a line outside the world',
    geometry('LineString', [
      [1, 1],
      [181, 1],
    ]),
    'POSITION_OUTSIDE_WORLD',
    'works[0].geometry.coordinates[1]',
  ],
  [
    'a ring outside the world',
    geometry('Polygon', [
      [
        [0, 0],
        [0, 91],
        [1, 1],
        [0, 0],
      ],
    ]),
    'POSITION_OUTSIDE_WORLD',
    'works[0].geometry.coordinates[0][1]',
  ],
  ['a line of one point', geometry('LineString', [[1, 1]]), 'INPUT_INVALID', 'works[0].geometry.coordinates'],
  [
    'a geometry of a kind that is not read',
    geometry('Circle', [1, 1]),
    'INPUT_INVALID',
    'works[0].geometry.type',
  ],
  [
    'works of a kind that nobody knows',
    { works: [{ ...work, kind: 'flood' }] },
    'INPUT_INVALID',
    'works[0].kind',
  ],
  [
    'a place outside the world',
    { places: [{ ...place, position: { latitude: -91, longitude: 0 } }] },
    'POSITION_OUTSIDE_WORLD',
    'places[0].position',
  ],
  [
    'people below zero',
    { places: [{ ...place, peoplePerDay: -1 }] },
    'INPUT_INVALID',
    'places[0].peoplePerDay',
  ],
  [
    'a loss of more than there is',
    { effects: [{ kind: 'demolition', lossAtDoor: 1.2, reachMetres: 9 }] },
    'INPUT_INVALID',
    'effects[0].lossAtDoor',
  ],
  [
    'a year of eleven months',
    { seasons: [{ trade: 'buns', months: Array(11).fill(1) }] },
    'INPUT_INVALID',
    'seasons[0].months',
  ],
])('refuses surroundings with %s', (_, change, reason, path) => {
  expect(faultOf(() => readSurroundings(change))).toEqual([reason, path]);
});

it('refuses what is no object at all', () => {
  for (const input of [null, [], 'text', 7]) {
    expect(faultOf(() => readShop(input, () => noHolidays))[0]).toBe('INPUT_INVALID');
    expect(faultOf(() => readSurroundings(input))[0]).toBe('INPUT_INVALID');
  }
});

it('shows six months and every day with bounds, in amounts that can be read again', () => {
  const read = readShop(shop, () => noHolidays);
  const polygon = geometry('Polygon', [
    [
      [121.47, 31.23],
      [121.48, 31.23],
      [121.48, 31.24],
      [121.47, 31.23],
    ],
  ]);
  const assessment = assessShop(read, readSurroundings({ ...polygon, places: [place] }));
  const shown = showAssessment(assessment, read);
  expect(shown.months).toHaveLength(6);
  expect(shown.months[0]).toMatchObject({ from: '2026-05-25', until: '2026-06-25' });
  expect(shown.days[0]).toMatchObject({ on: '2026-05-25', openness: 1 });
  expect(shown.months[0]!.low).toBe(formatMinor(assessment.forecast.months[0]!.lowMinor, read.currency));
  expect(shown.known).toEqual({ from: '2026-01-05', until: '2026-05-25', openDays: 140, missingDays: 0 });
  expect(JSON.parse(JSON.stringify(shown))).toEqual(shown);
});

it("knows a country's holidays for shops that are paid in its money, beside those of the document", () => {
  const [published, own] = [parseBusinessDate('2026-02-16'), parseBusinessDate('2026-03-08')];
  const chinese = { holidays: new Set([published]), workdays: new Set<typeof own>() };
  const holidaysOf = (currency: string) =>
    readShop({ ...shop, currency, holidays: [own] }, (paidIn) => (paidIn === 'CNY' ? chinese : noHolidays))
      .calendar.holidays;
  expect([...holidaysOf('CNY')]).toEqual([published, own]);
  expect([...holidaysOf('CZK')]).toEqual([own]);
});
