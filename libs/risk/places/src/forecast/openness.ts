import { weekdayAt, type TakingsSeries } from '../series/takings-series.js';

const daysBack = 84;
const halfLifeDays = 21;
/** A weekday counts as the shop's days in general do until so many of it were seen. */
const generalWeight = 1;

/**
 * Share of the latest Mondays (position 0) to Sundays on which the shop took anything in, 0 to 1: below one half it is expected to
 * stay shut. Public holidays are left out.
 */
export function opennessByWeekday(series: TakingsSeries): readonly number[] {
  const { logs, isSpecial } = series;
  const seen = new Float64Array(7);
  const open = new Float64Array(7);
  for (let at = Math.max(0, logs.length - daysBack); at < logs.length; at += 1) {
    if (isSpecial[at]) continue;
    const weight = 0.5 ** ((logs.length - 1 - at) / halfLifeDays);
    const weekday = weekdayAt(series, at);
    seen[weekday]! += weight;
    if (!Number.isNaN(logs[at]!)) open[weekday]! += weight;
  }
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  const general = sum(seen) > 0 ? sum(open) / sum(seen) : 1;
  return Array.from(
    seen,
    (days, weekday) => (open[weekday]! + general * generalWeight) / (days + generalWeight),
  );
}
