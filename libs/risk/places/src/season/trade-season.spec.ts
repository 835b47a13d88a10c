import { addDays, parseBusinessDate, partsOf } from '@fanxing/kernel';
import { noHolidays } from '../series/holiday-calendar.js';
import { madeTakings } from '../series/made-takings.fixture.js';
import { readTakings, type TakingsSeries } from '../series/takings-series.js';
import { tradeSeason } from './trade-season.js';

const from = '2024-01-01';
const iceCream = [0.5, 0.6, 0.8, 1, 1.2, 1.6, 2, 1.9, 1.3, 0.9, 0.6, 0.5];

/** A shop that grows by 40 % a year, with a season or without. */
function shop(days: number, months: readonly number[], seed: number): TakingsSeries {
  const level = (day: number): number => {
    const { month } = partsOf(addDays(parseBusinessDate(from), day));
    return 2_000 * 1.4 ** (day / 365) * months[month - 1]!;
  };
  return readTakings(madeTakings({ from, days, level, noise: 0.1, seed }), noHolidays);
}
const shops = (count: number, days: number, months: readonly number[]): TakingsSeries[] =>
  Array.from({ length: count }, (_, at) => shop(days, months, at + 1));

it('learns the seasons of a trade, and takes growth for none', () => {
  const season = tradeSeason('ice cream', shops(15, 800, iceCream))!;
  const mean = Math.exp(iceCream.reduce((sum, factor) => sum + Math.log(factor), 0) / 12);
  season.months.forEach((factor, month) => {
    expect(Math.abs(Math.log((factor * mean) / iceCream[month]!))).toBeLessThan(0.16);
  });
  const none = tradeSeason('buns', shops(15, 800, Array<number>(12).fill(1)))!;
  for (const factor of none.months) expect(Math.abs(Math.log(factor))).toBeLessThan(0.03);
});

it('believes few shops less than many', () => {
  const strength = (count: number): number => {
    const { months } = tradeSeason('ice cream', shops(count, 800, iceCream))!;
    return months[6]! / months[0]!;
  };
  expect(strength(1)).toBeGreaterThan(1.2);
  expect(strength(1)).toBeLessThan(strength(6));
  expect(strength(6)).toBeLessThan(4);
});

it('knows no seasons from shops that have not seen two years', () => {
  expect(tradeSeason('ice cream', shops(5, 700, iceCream))).toBeNull();
  expect(tradeSeason('ice cream', [])).toBeNull();
});
