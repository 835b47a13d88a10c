import { weekdayAt, type TakingsSeries } from '../series/takings-series.js';
import { weightedMedian } from './weighted-median.js';

/** Open days that a level looks back over, and how far back it looks for them. */
const openDaysBack = 28;
const daysBack = 84;
export const levelHalfLifeDays = 4;

/** The logarithms without their weekday's part; NaN on closed, unknown and special days. */
export function withoutWeekdays(series: TakingsSeries, profile: readonly number[]): Float64Array {
  const { logs, isSpecial } = series;
  return logs.map((log, at) => (isSpecial[at] ? NaN : log - profile[weekdayAt(series, at)]!));
}

/**
 * Where takings stand just before position `end`: the median of the last four weeks' open days, the latest weighted most. A median, so
 * that one feast or one broken till moves nothing; a short half-life, because shops change for good more often than they
 * come back. NaN where nothing was taken in for twelve weeks.
 */
export function levelBefore(deseasonalised: Float64Array, end: number): number {
  const values: number[] = [];
  const weights: number[] = [];
  for (let at = end - 1; at >= Math.max(0, end - daysBack) && values.length < openDaysBack; at -= 1) {
    const value = deseasonalised[at]!;
    if (Number.isNaN(value)) continue;
    values.push(value);
    weights.push(0.5 ** ((end - 1 - at) / levelHalfLifeDays));
  }
  return weightedMedian(values, weights);
}
