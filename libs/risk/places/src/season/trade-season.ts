import { addDays, partsOf } from '@fanxing/kernel';
import { weightedMedian } from '../forecast/weighted-median.js';
import type { TakingsSeries } from '../series/takings-series.js';
import type { TradeSeason } from '../surroundings/surroundings.js';

/** Open days from which on a month says something. */
const openDaysMin = 10;
/** Factors lie half way between no season and what the shops show when there are so many of them. */
const shopsWeight = 3;

/**
 * The seasons of a trade from a bank's own shops of it, by the ratio to a centred moving average of twelve months (classical decomposition):
 * each month's average open day beside the year around it, so that growth is no season; then the median over years of each shop,
 * the median over shops, pulled towards no season the more the fewer shops there are. A shop needs two years and a month or more for
 * each of its twelve months to have a year around it; null when no shop has.
 */
export function tradeSeason(trade: string, shops: readonly TakingsSeries[]): TradeSeason | null {
  const seasons = shops.map(seasonOf).filter((season) => season !== null);
  if (seasons.length === 0) return null;
  const logs = Array.from({ length: 12 }, (_, month) => medianOf(seasons.map((season) => season[month]!)));
  const middle = logs.reduce((sum, log) => sum + log, 0) / 12;
  const trust = seasons.length / (seasons.length + shopsWeight);
  return { trade, months: logs.map((log) => Math.exp((log - middle) * trust)) };
}

/** Differences of logarithms by month, or null where a month has no year around it. */
function seasonOf(series: TakingsSeries): readonly number[] | null {
  const { first, means } = monthlyMeans(series);
  const byMonth = Array.from({ length: 12 }, (): number[] => []);
  for (let at = 6; at < means.length - 6; at += 1) {
    const around = yearAround(means, at);
    const beside = means[at]! - around;
    if (!Number.isNaN(beside)) byMonth[(first + at) % 12]!.push(beside);
  }
  return byMonth.every(({ length }) => length > 0) ? byMonth.map(medianOf) : null;
}

/** Twelve months around one, of which the two ends are the same month and count half each. */
function yearAround(means: readonly number[], at: number): number {
  let sum = (means[at - 6]! + means[at + 6]!) / 2;
  for (let near = at - 5; near <= at + 5; near += 1) sum += means[near]!;
  return sum / 12;
}

/** Mean logarithm of the open days of each calendar month; NaN where there are too few. `first` is 0 for January. */
function monthlyMeans({ from, logs }: TakingsSeries): {
  readonly first: number;
  readonly means: readonly number[];
} {
  const begin = partsOf(from);
  const sums: number[] = [];
  const counts: number[] = [];
  logs.forEach((log, at) => {
    const { year, month } = partsOf(addDays(from, at));
    const index = (year - begin.year) * 12 + month - begin.month;
    sums[index] = (sums[index] ?? 0) + (Number.isNaN(log) ? 0 : log);
    counts[index] = (counts[index] ?? 0) + (Number.isNaN(log) ? 0 : 1);
  });
  return {
    first: begin.month - 1,
    means: sums.map((sum, index) => (counts[index]! >= openDaysMin ? sum / counts[index]! : NaN)),
  };
}

function medianOf(values: readonly number[]): number {
  return weightedMedian(
    values,
    values.map(() => 1),
  );
}
