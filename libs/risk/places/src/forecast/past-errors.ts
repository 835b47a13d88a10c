import { levelBefore } from './level.js';
import { weightedQuantile } from './weighted-median.js';

/** How far this shop's own forecasts were off when they were made in its past, as absolute differences of logarithms. */
export interface PastErrors {
  /** Of one day, up to two weeks ahead: four of five were no further off. A quantile, since shops differ in how wild their worst days are. */
  readonly day: number;
  /** Of four weeks as a whole: the mean, of which there are too few for a quantile. */
  readonly month: number;
  /** Takings of a day beside the median that was forecast: mean of the ratio. Sums of months need it, a single day does not. */
  readonly meanOverMedian: number;
}

/** Share of days that an interval is to hold. */
const inside = 0.8;
const daysAhead = 14;
const originsBack = 12;
const forgetPerOrigin = 0.8;
const monthDays = 28;
const monthOriginStep = 14;
/** Days of a month's span that must be known. */
const monthDaysMin = 14;

/**
 * What is believed of a shop of which nothing is known, and after how much evidence its own errors weigh as much. Medians of the
 * shops that `bench/koubei.bench.ts` tunes on.
 */
const priorDay = { error: 0.3, weight: 14 };
const priorMonth = { error: 0.14, weight: 2 };
/** A few enormous days (a wedding, a typing error) must not lift a month's sum. */
const ratioMax = 3;

/**
 * Forecasts again from every week of the last three months, as the shop was known then, and looks at what came. Levels are taken from
 * `ordinary` days; they are compared with `all` days, public holidays too, each without its weekday's and its holiday's part.
 */
export function pastErrors(ordinary: Float64Array, all: Float64Array): PastErrors {
  const end = all.length;
  const sizes: number[] = [];
  const sizeWeights: number[] = [];
  let [ratios, weights] = [0, 0];
  for (let back = 1; back <= originsBack; back += 1) {
    const origin = end - 7 * back;
    const level = origin > 0 ? levelBefore(ordinary, origin) : NaN;
    if (Number.isNaN(level)) continue;
    const weight = forgetPerOrigin ** back;
    for (let at = origin; at < Math.min(end, origin + daysAhead); at += 1) {
      const error = all[at]! - level;
      if (Number.isNaN(error)) continue;
      sizes.push(Math.abs(error));
      sizeWeights.push(weight);
      ratios += weight * Math.min(ratioMax, Math.exp(error));
      weights += weight;
    }
  }
  const own = weights > 0 ? weightedQuantile(sizes, sizeWeights, inside) : 0;
  return {
    day: (own * weights + priorDay.error * priorDay.weight) / (weights + priorDay.weight),
    month: monthError(ordinary, all),
    meanOverMedian: (ratios + priorDay.weight) / (weights + priorDay.weight),
  };
}

function monthError(ordinary: Float64Array, all: Float64Array): number {
  let errors = priorMonth.error * priorMonth.weight;
  let weights = priorMonth.weight;
  for (let back = 0; back < originsBack; back += 1) {
    const origin = all.length - monthDays - monthOriginStep * back;
    const level = origin > 0 ? levelBefore(ordinary, origin) : NaN;
    const mean = Number.isNaN(level) ? NaN : meanOf(all.subarray(origin, origin + monthDays));
    if (Number.isNaN(mean)) continue;
    const weight = forgetPerOrigin ** back;
    errors += weight * Math.abs(mean - level);
    weights += weight;
  }
  return errors / weights;
}

function meanOf(values: Float64Array): number {
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return count >= monthDaysMin ? sum / count : NaN;
}
