import { addDays, eachDay, parseBusinessDate, type BusinessDate } from '@fanxing/kernel';
import {
  forecastTakings,
  noHolidays,
  readTakings,
  type Expected,
  type TakingsForecast,
} from '../src/index.js';
import { openDaysMin } from '../src/series/takings-series.js';
import { readMerchants, takingsBefore, type Merchant } from './koubei.fixture.js';

jest.setTimeout(1_800_000);

const daysAhead = 14;
/** The last fortnight of the set is the one that is judged; the others show how much a fortnight can differ. */
const origins = [
  '2016-10-18',
  '2016-09-20',
  '2016-08-30',
  '2016-07-19',
  '2016-06-14',
  '2016-05-17',
  '2016-04-12',
];
const monthOrigin = '2016-05-01';
const monthKnownDaysMin = 60;

interface Forecast {
  readonly merchant: Merchant;
  readonly forecast: TakingsForecast;
}

function forecastsAt(merchants: readonly Merchant[], origin: BusinessDate, knownMin: number): Forecast[] {
  return merchants.flatMap((merchant) => {
    const known = takingsBefore(merchant, origin);
    if (known.filter(({ minor }) => minor > 0n).length < knownMin) return [];
    return [
      { merchant, forecast: forecastTakings(readTakings(known, noHolidays), { calendar: noHolidays }) },
    ];
  });
}

function isInside({ lowMinor, highMinor }: Expected, taken: number): boolean {
  return Number(lowMinor) <= taken * 100 && taken * 100 <= Number(highMinor);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

const rounded = (value: number, digits = 4): number => Number(value.toFixed(digits));
const error = (forecast: number, taken: number): number => Math.abs(forecast - taken) / (forecast + taken);

/** Mean |p − y| / (p + y) over shop-days on which anything was recorded, and the share of them inside their 80 % interval. */
function judgeDays(merchants: readonly Merchant[], origin: BusinessDate) {
  let [days, ours, copied, inside] = [0, 0, 0, 0];
  const scores: number[] = [];
  for (const { merchant, forecast } of forecastsAt(merchants, origin, openDaysMin)) {
    for (const [ahead, day] of forecast.days.slice(0, daysAhead).entries()) {
      const taken = merchant.payments.get(day.on);
      if (!taken) continue;
      days += 1;
      ours += error(Number(day.minor) / 100, taken);
      copied += error(merchant.payments.get(addDays(origin, (ahead % 7) - 7)) ?? 0, taken);
      inside += isInside(day, taken) ? 1 : 0;
      scores.push(Math.log((taken * 100) / Number(day.minor)) / forecast.rhythm.errors.day);
    }
  }
  return {
    origin,
    days,
    error: rounded(ours / days),
    copyingLastWeek: rounded(copied / days),
    inside80: rounded(inside / days),
    spread: { below: rounded(-quantile(scores, 0.1), 2), above: rounded(quantile(scores, 0.9), 2) },
  };
}

/** Each month as a whole: over the days on which anything was recorded, at least twenty of them. */
function judgeMonths(merchants: readonly Merchant[]) {
  const forecasts = forecastsAt(merchants, parseBusinessDate(monthOrigin), monthKnownDaysMin);
  return Array.from({ length: 6 }, (_, month) => {
    let [months, errors, inside] = [0, 0, 0];
    const scores: number[] = [];
    for (const { merchant, forecast } of forecasts) {
      const expected = forecast.months[month]!;
      const taken = [...eachDay(expected.from, expected.until)].map((on) => merchant.payments.get(on) ?? 0);
      if (taken.filter((count) => count > 0).length < 20) continue;
      const sum = taken.reduce((total, count) => total + count, 0);
      months += 1;
      errors += error(Number(expected.minor) / 100, sum);
      inside += isInside(expected, sum) ? 1 : 0;
      scores.push(Math.log((sum * 100) / Number(expected.minor)) / forecast.rhythm.errors.month);
    }
    const below = quantile(scores, 0.5) - quantile(scores, 0.1);
    const outside = scores.filter((score) => score < -below).length / scores.length;
    return {
      month: month + 1,
      months,
      error: rounded(errors / months),
      inside80: rounded(inside / months),
      spread: { below: rounded(below, 2), above: rounded(quantile(scores, 0.8 + outside), 2) },
    };
  });
}

it("forecasts real merchants' payments beside copying last week, with intervals", () => {
  const merchants = readMerchants();
  if (merchants === null) {
    process.stdout.write('Nothing was judged: KOUBEI names no folder with daily_pay_count.csv.gz.\n');
    return;
  }
  const report = (part: readonly Merchant[]) => ({
    merchants: part.length,
    days: origins.map((origin) => judgeDays(part, parseBusinessDate(origin))),
    months: judgeMonths(part),
  });
  const tuned = report(merchants.filter(({ isHeldOut }) => !isHeldOut));
  const heldOut = report(merchants.filter(({ isHeldOut }) => isHeldOut));
  process.stdout.write(`${JSON.stringify({ tuned, heldOut }, null, 1)}\n`);
  const judged = heldOut.days[0]!;
  expect(judged.error).toBeLessThan(0.9 * judged.copyingLastWeek);
  expect(judged.inside80).toBeGreaterThan(0.78);
  expect(judged.inside80).toBeLessThan(0.82);
});
