import { measured, type AggregateDefinition } from './aggregate-definition.js';

const quantile = (share: number): string =>
  `v sorted ascending as s[0] … s[n−1], h = (n−1) × ${share}: s[⌊h⌋] + (h − ⌊h⌋) × (s[⌊h⌋+1] − s[⌊h⌋])`;

const noTwo = 'missing (null) with fewer than two events in the window that have the measure';

/** What can be asked of the figures of the events in a window. */
export const aggregatesOfValues = {
  sum: measured('sum', '之和', 'Σ v, exact in minor units'),
  mean: measured('mean', '均值', 'Σ v / n'),
  min: measured('smallest', '最小值', 'the smallest v'),
  max: measured('largest', '最大值', 'the largest v'),
  first: measured('earliest', '最早一笔的值', 'v of the earliest event; of one moment, of the smallest id'),
  last: measured('latest', '最近一笔的值', 'v of the latest event; of one moment, of the largest id'),
  deviation: measured('standard deviation (population)', '总体标准差', '√(Σ (v − mean)² / n)'),
  median: measured('median', '中位数', quantile(0.5)),
  p5: measured('5th percentile (type 7)', '第5百分位数', quantile(0.05)),
  p10: measured('10th percentile (type 7)', '第10百分位数', quantile(0.1)),
  p25: measured('25th percentile (type 7)', '第25百分位数', quantile(0.25)),
  p75: measured('75th percentile (type 7)', '第75百分位数', quantile(0.75)),
  p90: measured('90th percentile (type 7)', '第90百分位数', quantile(0.9)),
  p95: measured('95th percentile (type 7)', '第95百分位数', quantile(0.95)),
  range: measured('range from smallest to largest', '极差', 'largest v − smallest v'),
  quartileRange: measured('range between the quartiles', '四分位距', 'p75 − p25'),
  variation: measured('coefficient of variation', '变异系数', 'deviation / |mean|', {
    unit: 'ratio',
    missing: 'missing (null) when no event has the measure or the mean is zero',
  }),
  skewness: measured('skewness (population)', '偏度', '(Σ (v − mean)³ / n) / deviation³', {
    unit: 'ratio',
    missing: 'missing (null) when no event has the measure or all values are equal',
  }),
  change: measured('change from the earliest to the latest', '首末变化', 'last − first'),
  slope: measured(
    'least-squares slope per day',
    '每日线性趋势',
    'Σ (d − mean d)(v − mean) / Σ (d − mean d)², d = t in days',
    {
      unit: 'measure a day',
      missing: 'missing (null) with fewer than two different moments',
    },
  ),
  timeMean: measured(
    'mean over time, each value holding until the next,',
    '按时间加权的均值',
    'Σ v[i] × (t[i+1] − t[i]) / (end of the window − t[0]), the last value holding until the end of the window',
  ),
  netSum: measured(
    'sum of what came in less what went out',
    '流入减流出的净额',
    'Σ v incoming − Σ v outgoing',
    {
      needsBothDirections: true,
      missing: 'missing (null) when no incoming or outgoing event in the window has the measure',
    },
  ),
  riseShare: measured(
    'share that is above the one before',
    '较前一笔上升的占比',
    'number of i with v[i] > v[i−1], by n − 1',
    {
      unit: 'share',
      missing: noTwo,
    },
  ),
  roundShare: measured(
    'share of whole hundreds',
    '整百值的占比',
    'number of v that are whole multiples of 100, by n',
    {
      unit: 'share',
    },
  ),
  negativeShare: measured('share below zero', '负值的占比', 'number of v < 0, by n', { unit: 'share' }),
  largestShare: measured('share of the largest in the total', '最大一笔占合计的比例', 'largest |v| / Σ |v|', {
    unit: 'share',
    missing: 'missing (null) when there is no measure other than zero',
  }),
  concentration: measured(
    'concentration over counterparties (Herfindahl index of absolute values)',
    '在交易对手间的集中度（赫芬达尔指数）',
    'Σ over counterparties of (Σ |v| of the counterparty / Σ |v| of all events with a counterparty)²',
    {
      unit: 'share',
      missing: 'missing (null) when no event with a counterparty has a measure other than zero',
    },
  ),
  topShare: measured(
    'share of the largest counterparty',
    '最大交易对手的占比',
    'largest Σ |v| of one counterparty / Σ |v| of all events with a counterparty',
    {
      unit: 'share',
      missing: 'missing (null) when no event with a counterparty has a measure other than zero',
    },
  ),
  daysSinceMax: measured(
    'days since the largest',
    '距最大一笔的天数',
    'end of the window − t of the latest event with the largest v',
    {
      unit: 'days',
    },
  ),
  daysSinceMin: measured(
    'days since the smallest',
    '距最小一笔的天数',
    'end of the window − t of the latest event with the smallest v',
    {
      unit: 'days',
    },
  ),
  weekdaySeasonality: measured(
    'share of the variance that weekdays explain',
    '星期可解释的方差占比',
    'Σ over local weekdays of n[g] × (mean[g] − mean)² / Σ (v − mean)²',
    { unit: 'share', missing: 'missing (null) when no event has the measure or all values are equal' },
  ),
  monthSeasonality: measured(
    'share of the variance that calendar months explain',
    '月份可解释的方差占比',
    'Σ over local months 1 to 12 of n[g] × (mean[g] − mean)² / Σ (v − mean)²',
    { unit: 'share', missing: 'missing (null) when no event has the measure or all values are equal' },
  ),
} as const satisfies Record<string, AggregateDefinition>;
