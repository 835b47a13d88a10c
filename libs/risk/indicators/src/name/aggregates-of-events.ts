import { unmeasured, type AggregateDefinition } from './aggregate-definition.js';

const whenNone = 'missing (null) when there is none in the window';
const whenOne = 'missing (null) with fewer than two events in the window';

/** What can be asked of the events in a window themselves: how many, how often, when, with whom. */
export const aggregatesOfEvents = {
  count: unmeasured('events', 'number', '笔数', 'n', { missing: '0 when there is none' }),
  counterparties: unmeasured(
    'counterparties',
    'number of different counterparties',
    '不同交易对手数',
    'different counterparties',
    {
      missing: '0 when there is none',
    },
  ),
  newCounterparties: unmeasured(
    'counterparties',
    'number of counterparties first met',
    '新增交易对手数',
    'different counterparties of the filtered events in the window that have no filtered event before it',
    { needsWindow: true, missing: '0 when there is none' },
  ),
  repeatShare: unmeasured(
    'share',
    'share with a counterparty met earlier in the window',
    '窗口内重复交易对手的占比',
    '(n with a counterparty − different counterparties) / n with a counterparty',
    { missing: 'missing (null) when no event in the window has a counterparty' },
  ),
  daysSinceLast: unmeasured(
    'days',
    'days since the latest',
    '距最近一笔的天数',
    'end of the window − latest t',
    { missing: whenNone },
  ),
  daysSinceFirst: unmeasured(
    'days',
    'days since the earliest',
    '距最早一笔的天数',
    'end of the window − earliest t',
    { missing: whenNone },
  ),
  longestGap: unmeasured(
    'days',
    'longest time between two consecutive',
    '相邻两笔的最长间隔天数',
    'largest t[i+1] − t[i]',
    {
      missing: whenOne,
    },
  ),
  meanGap: unmeasured(
    'days',
    'mean time between two consecutive',
    '相邻两笔的平均间隔天数',
    '(latest t − earliest t) / (n − 1)',
    {
      missing: whenOne,
    },
  ),
  gapDeviation: unmeasured(
    'days',
    'standard deviation (population) of the time between two consecutive',
    '相邻间隔天数的总体标准差',
    '√(Σ (t[i+1] − t[i] − meanGap)² / (n − 1))',
    { missing: 'missing (null) with fewer than three events in the window' },
  ),
  activeDays: unmeasured(
    'days',
    'number of local days with',
    '有发生的天数',
    'different local calendar days',
    {
      missing: '0 when there is none',
    },
  ),
  longestStreak: unmeasured(
    'days',
    'longest run of consecutive local days with',
    '最长连续发生天数',
    'longest run of local calendar days that each have an event',
    { missing: '0 when there is none' },
  ),
  busiestHour: unmeasured(
    'hour of the day',
    'busiest local hour',
    '最频繁的小时',
    'local hour (0 to 23) with most events; of equals the earliest',
    {
      missing: whenNone,
    },
  ),
  busiestWeekday: unmeasured(
    'weekday',
    'busiest local weekday',
    '最频繁的星期',
    'local weekday (Monday 1 to Sunday 7) with most events; of equals the earliest',
    {
      missing: whenNone,
    },
  ),
  hourEntropy: unmeasured(
    'bits',
    'spread over the hours of the day',
    '小时分布的熵',
    '−Σ p × log2 p, p = share of each local hour',
    {
      missing: whenNone,
    },
  ),
  weekdayEntropy: unmeasured(
    'bits',
    'spread over the weekdays',
    '星期分布的熵',
    '−Σ p × log2 p, p = share of each local weekday',
    {
      missing: whenNone,
    },
  ),
  weekendShare: unmeasured(
    'share',
    'share on Saturdays and Sundays',
    '周末占比',
    'number on local weekdays 6 and 7, by n',
    {
      missing: whenNone,
    },
  ),
  nightShare: unmeasured('share', 'share at night', '夜间占比', 'number at local hours 0 to 5, by n', {
    missing: whenNone,
  }),
} as const satisfies Record<string, AggregateDefinition>;
