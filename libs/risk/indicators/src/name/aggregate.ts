/** What an aggregate's figure counts in: the measure's own unit, that unit a day, or a unit of its own. */
export type AggregateUnit =
  'measure' | 'measure a day' | 'events' | 'counterparties' | 'days' | 'share' | 'ratio';

interface AggregateDefinition {
  /** False where the figure is about the events themselves and a measure would have no meaning. */
  readonly measured: boolean;
  readonly unit: AggregateUnit;
  /** True where the figure compares with all events of the kind, and so needs a filter to mean anything. */
  readonly needsFilter?: true;
  /** True where the figure looks at the window before as well, and so needs a window that ends somewhere. */
  readonly needsWindow?: true;
  readonly en: string;
  readonly zh: string;
  readonly missing: string;
}

const noEvent = 'missing (null) when no event in the window has the measure';

function measured(en: string, zh: string, more: Partial<AggregateDefinition> = {}): AggregateDefinition {
  return { measured: true, unit: 'measure', en, zh, missing: noEvent, ...more };
}

function unmeasured(
  unit: AggregateUnit,
  en: string,
  zh: string,
  more: Partial<AggregateDefinition> & { readonly missing: string },
): AggregateDefinition {
  return { measured: false, unit, en, zh, ...more };
}

/**
 * Every aggregate with its meaning. A word here is part of names that banks have stored: add, never rename.
 * Deviations are of the population; quantiles interpolate linearly (type 7 of Hyndman and Fan, 1996).
 */
export const aggregates = {
  count: unmeasured('events', 'number', '笔数', { missing: '0 when there is none' }),
  sum: measured('sum', '之和'),
  mean: measured('mean', '均值'),
  min: measured('smallest', '最小值'),
  max: measured('largest', '最大值'),
  first: measured('earliest', '最早一笔的值'),
  last: measured('latest', '最近一笔的值'),
  deviation: measured('standard deviation (population)', '总体标准差'),
  median: measured('median', '中位数'),
  p10: measured('10th percentile (type 7)', '第10百分位数'),
  p25: measured('25th percentile (type 7)', '第25百分位数'),
  p75: measured('75th percentile (type 7)', '第75百分位数'),
  p90: measured('90th percentile (type 7)', '第90百分位数'),
  slope: measured('least-squares slope per day', '每日线性趋势', {
    unit: 'measure a day',
    missing: 'missing (null) with fewer than two different moments',
  }),
  counterparties: unmeasured('counterparties', 'number of different counterparties', '不同交易对手数', {
    missing: '0 when there is none',
  }),
  concentration: measured(
    'concentration over counterparties (Herfindahl index of absolute values)',
    '在交易对手间的集中度（赫芬达尔指数）',
    {
      unit: 'share',
      missing: 'missing (null) when no event with a counterparty has a measure other than zero',
    },
  ),
  daysSinceLast: unmeasured('days', 'days since the latest', '距最近一笔的天数', {
    missing: 'missing (null) when there is none in the window',
  }),
  longestGap: unmeasured('days', 'longest time between two consecutive', '相邻两笔的最长间隔天数', {
    missing: 'missing (null) with fewer than two events in the window',
  }),
  countShare: unmeasured(
    'share',
    'share, by number, among all events of the kind',
    '笔数占该类全部事件的比例',
    {
      needsFilter: true,
      missing: 'missing (null) when the window has no event of the kind',
    },
  ),
  sumShare: measured('share, by sum, among all events of the kind', '总和占该类全部事件的比例', {
    unit: 'share',
    needsFilter: true,
    missing:
      'missing (null) when the sum over all events of the kind is zero or missing; 0 when only the filtered part has none',
  }),
  countRatio: unmeasured(
    'ratio',
    'number against the window of equal length before',
    '笔数与前一等长窗口之比',
    {
      needsWindow: true,
      missing: 'missing (null) when the window before has none',
    },
  ),
  sumRatio: measured('sum against the window of equal length before', '总和与前一等长窗口之比', {
    unit: 'ratio',
    needsWindow: true,
    missing: 'missing (null) when either sum is missing or the one before is zero',
  }),
  meanRatio: measured('mean against the window of equal length before', '均值与前一等长窗口之比', {
    unit: 'ratio',
    needsWindow: true,
    missing: 'missing (null) when either mean is missing or the one before is zero',
  }),
} as const satisfies Record<string, AggregateDefinition>;

export type AggregateName = keyof typeof aggregates;

export const aggregateNames = Object.keys(aggregates) as AggregateName[];

export function aggregateDefinition(name: AggregateName): AggregateDefinition {
  return aggregates[name];
}

export function isAggregate(word: string): word is AggregateName {
  return Object.hasOwn(aggregates, word);
}
