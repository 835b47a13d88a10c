import { parseBusinessDate, parseCurrency } from '@fanxing/kernel';
import { noHolidays } from '../series/holiday-calendar.js';
import { madeTakings, type MadeShop } from '../series/made-takings.fixture.js';
import { readTakings } from '../series/takings-series.js';
import { assumedEffects, type PlannedWork } from '../surroundings/planned-works.js';
import type { Surroundings } from '../surroundings/surroundings.js';
import { assessShop, type ShopAssessment } from './assess-shop.js';

const position = { latitude: 31.2304, longitude: 121.4737 };
const nothing: Surroundings = { places: [], works: [], effects: assumedEffects, seasons: [] };
/** Takings of a made shop end on 2026-05-24. */
const date = parseBusinessDate;
const metro: PlannedWork = {
  kind: 'metro-works',
  name: '地铁14号线',
  geometry: { type: 'Point', at: { latitude: 31.23045, longitude: 121.4738 } },
  from: date('2026-07-01'),
  until: date('2027-06-30'),
};

function assessed(surroundings: Partial<Surroundings> = {}, made: MadeShop = { noise: 0.1 }): ShopAssessment {
  const takings = readTakings(madeTakings(made), noHolidays);
  return assessShop(
    { position, trade: 'buns', currency: parseCurrency('CNY'), takings, calendar: noHolidays },
    { ...nothing, ...surroundings },
  );
}
const withWorks = (...works: PlannedWork[]): ShopAssessment => assessed({ works });
const quiet = assessed();
const takingsOn = ({ forecast }: ShopAssessment, on: string): number =>
  Number(forecast.days.find((day) => day.on === on)!.minor);
const sum = ({ forecast }: ShopAssessment): number =>
  forecast.months.reduce((total, { minor }) => total + Number(minor), 0);

it('forecasts less and lends less to one of two equal shops, outside which a metro site opens, and says why', () => {
  const dug = withWorks(metro);
  dug.forecast.months.forEach((month, at) => {
    const same = quiet.forecast.months[at]!;
    if (month.until <= metro.from) expect(month).toEqual(same);
    else {
      expect(month.minor).toBeLessThan(same.minor);
      expect(month.lowMinor).toBeLessThan(same.lowMinor);
    }
  });
  expect(takingsOn(dug, '2026-06-30')).toBe(takingsOn(quiet, '2026-06-30'));
  expect(takingsOn(dug, '2026-07-01') / takingsOn(quiet, '2026-07-01')).toBeCloseTo(0.664, 2);
  expect(dug.limitMinor).toBeLessThan(quiet.limitMinor);
  expect(dug.grade > quiet.grade).toBe(true);
  expect(dug.reasons[0]).toEqual({
    code: 'WORKS_PLANNED',
    effect: -0.3371,
    en: 'metro works "地铁14号线" 11 m away, 2026-07-01 to 2027-06-30: 34 % less takings are expected while this lasts',
    zh: '距店铺 11 米的地铁施工“地铁14号线”（2026-07-01 至 2027-06-30）预计期间营业额减少 34%',
  });
});

it('is not moved by works out of reach, over already, or after the half-year', () => {
  const far = {
    ...metro,
    geometry: { type: 'Point' as const, at: { latitude: 31.234, longitude: 121.4737 } },
  };
  const over = { ...metro, from: date('2026-01-01'), until: date('2026-05-24') };
  const later = { ...metro, from: date('2026-11-25') };
  expect(withWorks(far, over, later)).toEqual(quiet);
});

it('does not count twice what the takings show already, nor the end of works as a gain', () => {
  const begun = withWorks({ ...metro, from: date('2026-05-01'), until: date('2026-06-30') });
  expect(sum(begun) / sum(quiet)).toBeGreaterThan(0.99);
  expect(sum(begun)).toBeLessThanOrEqual(sum(quiet));
  expect(begun.reasons[0]).toMatchObject({ code: 'WORKS_IN_TAKINGS' });
  const justBegun = withWorks({ ...metro, from: date('2026-05-23') });
  expect(sum(justBegun) / sum(quiet)).toBeLessThan(0.8);
});

it('adds works up, but leaves a few customers whatever is dug up', () => {
  const closure: PlannedWork = { ...metro, kind: 'street-closure', name: null, until: null };
  const both = withWorks(metro, closure);
  const on = '2026-08-03';
  expect(takingsOn(both, on)).toBeLessThan(takingsOn(withWorks(closure), on));
  const everything = withWorks(...Array.from({ length: 30 }, () => closure));
  expect(takingsOn(everything, on) / takingsOn(quiet, on)).toBeCloseTo(0.2, 3);
  expect(both.reasons.map(({ effect }) => effect).slice(0, 2)).toEqual([-0.4449, -0.3371]);
  expect(both.reasons[0]!.en).toMatch(/from 2026-07-01 on/);
});

it('believes what a bank has measured sooner than what it would assume', () => {
  const effects = { ...assumedEffects, 'metro-works': { lossAtDoor: 0, reachMetres: 300 } };
  expect(assessed({ works: [metro], effects })).toEqual(quiet);
});

it('follows the seasons of its trade', () => {
  const months = [0.8, 0.6, 1, 1, 1, 1.2, 1.4, 1.4, 1, 1, 1, 1];
  const buns = assessed({ seasons: [{ trade: 'buns', months }] });
  expect(takingsOn(buns, '2026-07-06') / takingsOn(quiet, '2026-07-06')).toBeCloseTo(1.4, 4);
  expect(takingsOn(buns, '2026-05-25')).toBe(takingsOn(quiet, '2026-05-25'));
  expect(assessed({ seasons: [{ trade: 'noodles', months }] })).toEqual(quiet);
});

it('grades what is safe: a steady shop above an unsteady one, a young one at most C, a shut one at most D', () => {
  expect(quiet.grade).toBe('A');
  expect(assessed({}, { noise: 1 }).grade > 'A').toBe(true);
  const young = assessed({}, { days: 60 });
  expect([young.grade, young.reasons.map(({ code }) => code)]).toEqual([
    'C',
    ['SAFE_TAKINGS', 'SHORT_HISTORY'],
  ]);
  const takings = readTakings(
    madeTakings({ days: 300 }).filter((_, at) => at % 3 === 0 || at === 299),
    noHolidays,
  );
  const shut = assessShop(
    { position, trade: 'buns', currency: parseCurrency('CNY'), takings, calendar: noHolidays },
    nothing,
  );
  expect([shut.grade >= 'D', shut.reasons.map(({ code }) => code)]).toEqual([
    true,
    ['SAFE_TAKINGS', 'OFTEN_SHUT'],
  ]);
});

it('lends nothing on takings that can not be relied on, and whole hundreds on others', () => {
  expect(quiet.limitMinor % 10_000n).toBe(0n);
  const lowest = quiet.forecast.months.reduce(
    (least, { lowMinor }) => (lowMinor < least ? lowMinor : least),
    10n ** 12n,
  );
  expect(quiet.limitMinor).toBeGreaterThan((lowest * 9n) / 10n);
  const takings = readTakings(
    madeTakings({ days: 200 }).map((day, at) => (at < 150 ? day : { ...day, minor: 0n })),
    noHolidays,
  );
  const gone = assessShop(
    { position, trade: 'buns', currency: parseCurrency('CNY'), takings, calendar: noHolidays },
    nothing,
  );
  expect([gone.grade, gone.limitMinor]).toEqual(['E', 0n]);
  expect(gone.reasons.map(({ code }) => code)).toEqual(['SAFE_TAKINGS', 'OFTEN_SHUT', 'SHUT_NOW']);
});

it('tells what is within reach on foot without moving the forecast', () => {
  const place = { position, trade: null, peoplePerDay: null };
  const away = (metres: number) => ({
    latitude: position.latitude + metres / 111_195,
    longitude: position.longitude,
  });
  const around = assessed({
    places: [
      { ...place, kind: 'shop', trade: 'buns' },
      { ...place, kind: 'shop', trade: 'tea' },
      { ...place, kind: 'shop', trade: 'buns', position: away(501) },
      { ...place, kind: 'metro-station', position: away(240) },
      { ...place, kind: 'metro-station', position: away(120) },
      { ...place, kind: 'footfall', peoplePerDay: 9_000 },
    ],
  });
  expect(around.neighbourhood).toMatchObject({
    similarShops: 1,
    nearestMetroMetres: 120,
    peoplePerDay: 9_000,
  });
  expect(around.neighbourhood.counts).toMatchObject({ shop: 2, 'metro-station': 2, school: 0 });
  expect(around.forecast).toEqual(quiet.forecast);
  expect(around.reasons.at(-1)).toMatchObject({ code: 'SIMILAR_SHOPS', zh: '500 米内有 1 家同业店铺' });
});

it('tells in which business district the shop stands', () => {
  const shops = (at: typeof position) =>
    Array.from({ length: 14 }, () => ({
      kind: 'shop' as const,
      position: at,
      trade: 'tea',
      peoplePerDay: null,
    }));
  const busy = assessed({ places: [...shops(position), ...shops({ latitude: 31.3, longitude: 121.4 })] });
  expect(busy.district).toMatchObject({
    shops: 14,
    cells: [busy.cell],
    trades: [{ trade: 'tea', shops: 14 }],
  });
  expect(busy.reasons.at(-1)).toMatchObject({
    code: 'BUSINESS_DISTRICT',
    zh: '店铺位于有 14 家店铺的商圈内',
  });
  expect(assessed({ places: shops({ latitude: 31.3, longitude: 121.4 }) }).district).toBeNull();
});
