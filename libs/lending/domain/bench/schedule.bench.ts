import { addDays, parseBusinessDate } from '@fanxing/kernel';
import { makeSchedule, parseScheduleTerms } from '../src/index.js';

jest.setTimeout(120_000);

/* Schedules of twelve instalments a second, on one core: terms are read, dates and interest counted, the level payment found. */
const wanted = 20_000;
const roundMs = 2_000;
const rounds = 3;
const firstDay = parseBusinessDate('2026-01-31');

it.each(['equal-instalment', 'equal-principal', 'interest-only', 'flat'])('%s', (method) => {
  const rates = [];
  for (let round = 0; round < rounds; round += 1) {
    const { count, micros } = roundOf(method);
    rates.push(count / (micros / 1_000_000));
  }
  const best = Math.max(...rates);
  process.stdout.write(
    `${method}: ${best.toFixed(0)} schedules a second of processor time (wanted: ${wanted}): ${((best / wanted) * 100).toFixed(0)} %\n`,
  );
  expect(best).toBeGreaterThan(0);
});

/** As many schedules as time allows, of other days and amounts each; what they cost is counted in processor time, which others do not use. */
function roundOf(method: string): { count: number; micros: number } {
  const until = performance.now() + roundMs;
  const before = process.cpuUsage();
  let count = 0;
  for (; performance.now() < until; count += 1) {
    const schedule = makeSchedule(
      parseScheduleTerms({
        principal: `${100_000 + (count % 997)}.00`,
        currency: 'CNY',
        annualRate: '0.18',
        dayCount: 'ACT/365',
        method,
        periods: 12,
        every: { unit: 'month', count: 1 },
        disbursedOn: addDays(firstDay, count % 365),
        interest: 'daily',
      }),
    );
    if (schedule.instalments.length !== 12) throw new Error('a schedule has not twelve instalments');
  }
  const { user, system } = process.cpuUsage(before);
  return { count, micros: user + system };
}
