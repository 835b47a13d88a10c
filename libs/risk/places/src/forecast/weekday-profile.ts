import { weekdayAt, type TakingsSeries } from '../series/takings-series.js';
import { weightedMedian } from './weighted-median.js';

const weeksBack = 40;
const halfLifeDays = 120;
/** Days of a week's seven that must be known before a day is compared with them. */
const neighboursMin = 4;
/** Working days, Fridays, and the weekend are alike until a shop has shown otherwise. */
const groupOf = [0, 0, 0, 0, 1, 2, 2] as const;
/** A weekday's own deviation counts half when so many of it were seen. */
const ownWeight = 4;

/**
 * How far each day of the week lies from the middle of its week, as a difference of logarithms: 0.1 is about 10 % above.
 * Each day is compared with the seven around it; the weighted median of these differences forgets slowly and is pulled towards the
 * days that are usually like it (working days, weekend), the more so the fewer there are. The seven sum to 0.
 */
export function weekdayProfile(series: TakingsSeries): readonly number[] {
  const deviations = deviationsByWeekday(series);
  const own = deviations.map(({ values, weights }) => (values.length ? weightedMedian(values, weights) : 0));
  const counts = deviations.map(({ values }) => values.length);
  const pulled = own.map((deviation, weekday) => {
    const towards = groupDeviation(own, counts, groupOf[weekday]!);
    const count = counts[weekday]!;
    return towards + ((deviation - towards) * count) / (count + ownWeight);
  });
  const middle = pulled.reduce((sum, deviation) => sum + deviation, 0) / 7;
  return pulled.map((deviation) => deviation - middle);
}

interface Deviations {
  readonly values: number[];
  readonly weights: number[];
}

function deviationsByWeekday(series: TakingsSeries): Deviations[] {
  const { logs, isSpecial } = series;
  const end = logs.length;
  const byWeekday = Array.from({ length: 7 }, (): Deviations => ({ values: [], weights: [] }));
  for (let at = Math.max(0, end - 7 * weeksBack); at < end; at += 1) {
    if (Number.isNaN(logs[at]!) || isSpecial[at]) continue;
    const around = meanAround(series, at);
    if (Number.isNaN(around)) continue;
    const { values, weights } = byWeekday[weekdayAt(series, at)]!;
    values.push(logs[at]! - around);
    weights.push(0.5 ** ((end - at) / halfLifeDays));
  }
  return byWeekday;
}

/** Mean of the seven days around a day; NaN when too few of them are known. */
function meanAround({ logs, isSpecial }: TakingsSeries, at: number): number {
  let [sum, count] = [0, 0];
  for (let near = Math.max(0, at - 3); near <= at + 3 && near < logs.length; near += 1) {
    if (Number.isNaN(logs[near]!) || isSpecial[near]) continue;
    sum += logs[near]!;
    count += 1;
  }
  return count >= neighboursMin ? sum / count : NaN;
}

function groupDeviation(own: readonly number[], counts: readonly number[], group: number): number {
  let [sum, count] = [0, 0];
  own.forEach((deviation, weekday) => {
    if (groupOf[weekday] !== group) return;
    sum += deviation * counts[weekday]!;
    count += counts[weekday]!;
  });
  return sum / (count + 1);
}
