import { addDays, eachDay, parseBusinessDate, weekdayOf } from '@fanxing/kernel';
import { noHolidays, type HolidayCalendar } from '../series/holiday-calendar.js';
import { madeTakings, type MadeShop } from '../series/made-takings.fixture.js';
import { readTakings, type DayTakings } from '../series/takings-series.js';
import { forecastTakings, type ForecastOptions, type TakingsForecast } from './forecast-takings.js';

const weekdays = [1, 1, 1, 1, 1.1, 1.3, 1.2];

function forecastOf(days: readonly DayTakings[], options: Partial<ForecastOptions> = {}): TakingsForecast {
  const calendar = options.calendar ?? noHolidays;
  return forecastTakings(readTakings(days, calendar), { ...options, calendar });
}
const made = (shop: MadeShop, options: Partial<ForecastOptions> = {}) =>
  forecastOf(madeTakings(shop), options);
const yuan = (minor: bigint): number => Number(minor) / 100;
const ratio = (one: bigint, other: bigint): number => Number(one) / Number(other);
const dayOfWeek = ({ days }: TakingsForecast, weekday: number) =>
  days.find(({ on }) => weekdayOf(on) === weekday)!;

it('carries the week of a steady shop on for six months', () => {
  const { days, months } = made({});
  expect(days[0]!.on).toBe('2026-05-25');
  expect(months.map(({ from }) => from)).toEqual(
    ['05', '06', '07', '08', '09', '10'].map((month) => `2026-${month}-25`),
  );
  expect(days).toHaveLength([...eachDay(months[0]!.from, months[5]!.until)].length);
  // What a few weeks of a weekday show is pulled a little towards the other days.
  for (const { on, minor } of days)
    expect(ratio(minor, 200_000n)).toBeCloseTo(weekdays[weekdayOf(on) - 1]!, 1);
  const sum = days.slice(0, 31).reduce((total, { minor }) => total + minor, 0n);
  expect(ratio(months[0]!.minor, sum)).toBeCloseTo(1, 2);
});

it('follows a shop that changed for good within two weeks', () => {
  const halved = made({ level: (day) => (day < 126 ? 2_000 : 1_000) });
  expect(yuan(dayOfWeek(halved, 2).minor)).toBeGreaterThan(900);
  expect(yuan(dayOfWeek(halved, 2).minor)).toBeLessThan(1_100);
});

it('is not moved by one feast or one broken till', () => {
  const steady = made({});
  for (const minor of [5_000_000n, 100n]) {
    const days = madeTakings().map((day, at) => (at === 137 ? { ...day, minor } : day));
    expect(ratio(forecastOf(days).months[0]!.minor, steady.months[0]!.minor)).toBeCloseTo(1, 1);
  }
});

it('says the same in another currency unit, and every time', () => {
  const days = madeTakings({ noise: 0.2 });
  const [one, again] = [forecastOf(days), forecastOf(days)];
  const hundredfold = forecastOf(days.map(({ on, minor }) => ({ on, minor: minor * 100n })));
  expect(again).toEqual(one);
  one.months.forEach(({ lowMinor }, month) => {
    expect(ratio(hundredfold.months[month]!.lowMinor, lowMinor)).toBeCloseTo(100, 3);
  });
});

it('expects less of a month in which a shop keeps its Sundays shut, not less of its open days', () => {
  const days = madeTakings().map((day) => (weekdayOf(day.on) === 7 ? { ...day, minor: 0n } : day));
  const shut = forecastOf(days);
  expect(dayOfWeek(shut, 7).openness).toBeLessThan(0.25);
  expect(dayOfWeek(shut, 1).openness).toBeGreaterThan(0.95);
  expect(ratio(dayOfWeek(shut, 1).minor, dayOfWeek(made({}), 1).minor)).toBeCloseTo(1, 1);
  expect(ratio(shut.months[0]!.minor, made({}).months[0]!.minor)).toBeLessThan(0.9);
});

it('expects next to nothing of a shop that has been shut for three months', () => {
  const days = madeTakings({ days: 240 }).map((day, at) => (at < 140 ? day : { ...day, minor: 0n }));
  expect(yuan(forecastOf(days).months[0]!.minor)).toBeLessThan(2_000);
});

it('has wider intervals for a shop that could be foreseen less well', () => {
  const width = (shop: MadeShop): number => {
    const [day] = made(shop).days;
    return ratio(day!.highMinor, day!.lowMinor);
  };
  expect(width({ noise: 0.05 })).toBeLessThan(width({ noise: 0.3 }));
  const { days, months } = made({ noise: 0.2 });
  for (const { minor, lowMinor, highMinor } of [...days, ...months]) {
    expect(lowMinor).toBeLessThan(minor);
    expect(highMinor).toBeGreaterThan(minor);
  }
  const spread = months.map(({ highMinor, lowMinor }) => Number(ratio(highMinor, lowMinor).toFixed(4)));
  expect([...spread].sort((a, b) => a - b)).toEqual(spread);
});

it('holds about seven days of ten of a shop that is as wild as ever: intervals were set on a calm fortnight', () => {
  let [inside, count] = [0, 0];
  for (let seed = 1; seed <= 40; seed += 1) {
    const whole = madeTakings({ days: 154, noise: 0.25, seed: seed * 1_009 });
    const { days } = forecastOf(whole.slice(0, 140));
    for (const [ahead, { minor }] of whole.slice(140).entries()) {
      count += 1;
      inside += days[ahead]!.lowMinor <= minor && minor <= days[ahead]!.highMinor ? 1 : 0;
    }
  }
  expect(inside / count).toBeGreaterThan(0.62);
  expect(inside / count).toBeLessThan(0.82);
});

it('learns what public holidays bring and expects it of those ahead', () => {
  const dates = (from: string, days: number) =>
    Array.from({ length: days }, (_, day) => addDays(parseBusinessDate(from), day));
  const past = dates('2026-02-15', 9);
  const ahead = dates('2026-06-19', 3);
  const calendar: HolidayCalendar = { holidays: new Set([...past, ...ahead]), workdays: new Set() };
  const days = madeTakings().map((day) => (past.includes(day.on) ? { ...day, minor: day.minor * 2n } : day));
  const forecast = forecastOf(days, { calendar });
  const on = (date: string) => forecast.days.find((day) => day.on === date)!;
  expect(ratio(on('2026-06-19').minor, on('2026-06-12').minor)).toBeGreaterThan(1.4);
  expect(ratio(on('2026-06-26').minor, on('2026-06-12').minor)).toBeCloseTo(1, 6);
  const only = forecastOf(days.slice(0, 14), {
    calendar: { ...calendar, holidays: new Set(days.map((day) => day.on)) },
  });
  expect(only.months[0]!.minor).toBeGreaterThan(0n);
});

it('moves by what is known of the surroundings, and doubts on the side that is doubtful', () => {
  const plain = made({});
  const moved = made({}, { influenceOn: () => ({ expected: -0.3, doubtBelow: 0.2, doubtAbove: 0 }) });
  plain.months.forEach((month, at) => {
    const other = moved.months[at]!;
    expect(ratio(other.minor, month.minor)).toBeCloseTo(Math.exp(-0.3), 5);
    expect(ratio(other.lowMinor, month.lowMinor)).toBeCloseTo(Math.exp(-0.5), 5);
    expect(ratio(other.highMinor, month.highMinor)).toBeCloseTo(Math.exp(-0.3), 5);
  });
});
