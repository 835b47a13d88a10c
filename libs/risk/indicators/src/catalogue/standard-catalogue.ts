import type { Condition } from '../name/condition.js';
import type { Indicator } from '../name/indicator.js';
import { formatIndicator } from '../name/parse-indicator.js';
import { indicatorsOfGrid, type Grid } from './standard-grid.js';

/**
 * The built-in catalogue: what a lender to micro operators asks of the events that platforms and banks commonly hold.
 * Names outside of it are just as good: the grammar is open, and a tenant's own kinds, channels and fields have theirs.
 */
export function* standardCatalogue(): Generator<string> {
  for (const indicator of standardIndicators()) yield formatIndicator(indicator);
}

export function* standardIndicators(): Generator<Indicator> {
  for (const grid of standardGrids) yield* indicatorsOfGrid(grid);
}

const channels = [null, 'qr', 'ecommerce', 'transfer', 'card', 'cash', 'wallet'];
const bothWays = [null, 'in', 'out'] as const;
const windows = [7, 14, 30, 60, 90, 120, 180, 270, 365, 540, 730, null];
const fewerWindows = [7, 30, 60, 90, 120, 180, 365, null];

const whenAndHowMuch: readonly Condition[] = [
  { what: 'hours', from: 0, to: 6 },
  { what: 'hours', from: 6, to: 12 },
  { what: 'hours', from: 12, to: 18 },
  { what: 'hours', from: 18, to: 24 },
  { what: 'weekdays', from: 1, to: 5 },
  { what: 'weekdays', from: 6, to: 7 },
  { what: 'monthdays', from: 1, to: 10 },
  { what: 'monthdays', from: 11, to: 20 },
  { what: 'monthdays', from: 21, to: 31 },
  { what: 'amount', from: 0, to: 100 },
  { what: 'amount', from: 100, to: 1000 },
  { what: 'amount', from: 1000, to: 10_000 },
  { what: 'amount', from: 10_000, to: null },
];
const withWhom: readonly Condition[] = [
  { what: 'counterparty', is: 'new' },
  { what: 'counterparty', is: 'known' },
];
const when = whenAndHowMuch.filter(({ what }) => what !== 'amount');

const levels = 'sum mean min max first last change median p10 p25 p75 p90 range quartileRange'.split(' ');
const spreads = 'deviation variation skewness'.split(' ');
const shapes = [...spreads, 'slope', 'riseShare', 'largestShare'];
const partyCounts = 'counterparties newCounterparties repeatShare'.split(' ');
const parties = [...partyCounts, 'concentration', 'topShare'];
const rhythms = 'count daysSinceLast daysSinceFirst longestGap meanGap gapDeviation activeDays'.split(' ');
const profiles = 'longestStreak weekdayEntropy hourEntropy weekendShare nightShare'.split(' ');
const comparisons = 'countShare sumShare countRatio sumRatio meanRatio'.split(' ');
const rarer =
  'p5 p95 netSum roundShare daysSinceMax daysSinceMin weekdaySeasonality monthSeasonality busiestHour busiestWeekday countYearRatio sumYearRatio'.split(
    ' ',
  );
const daily =
  'byDay:sum.max byDay:sum.deviation byDay:count.max byWeek:sum.deviation byMonth:sum.variation byCounterparty:count.max'.split(
    ' ',
  );
const balances = [...levels.filter((name) => name !== 'sum'), ...spreads];
const wholeBalances = [
  ...balances,
  ...'slope timeMean negativeShare riseShare daysSinceMax daysSinceMin byDay:last.min byMonth:min.mean byMonth:max.mean'.split(
    ' ',
  ),
];
const amounts = [...levels, ...shapes];

/** Kinds beside payments, with what their events commonly hold. */
const otherKinds: readonly {
  readonly kind: string;
  readonly title: string;
  readonly titleZh: string;
  readonly hasAmount: boolean;
  readonly hasParty: boolean;
}[] = [
  { kind: 'order', title: 'Orders', titleZh: '订单', hasAmount: true, hasParty: true },
  { kind: 'refund', title: 'Refunds', titleZh: '退款', hasAmount: true, hasParty: true },
  { kind: 'repayment', title: 'Repayments', titleZh: '还款', hasAmount: true, hasParty: false },
  { kind: 'invoice', title: 'Invoices', titleZh: '发票', hasAmount: true, hasParty: true },
  { kind: 'utility', title: 'Utility bills', titleZh: '水电缴费', hasAmount: true, hasParty: false },
  { kind: 'balance', title: 'Balances', titleZh: '余额', hasAmount: true, hasParty: false },
  { kind: 'login', title: 'Sign-ins', titleZh: '登录', hasAmount: false, hasParty: false },
  { kind: 'location', title: 'Places', titleZh: '位置', hasAmount: false, hasParty: false },
  {
    kind: 'application',
    title: 'Applications elsewhere',
    titleZh: '他处申请',
    hasAmount: true,
    hasParty: true,
  },
];

/** Each family spans a grid; what would say nothing new under a filter is left out. */
export const standardGrids: readonly Grid[] = [
  {
    title: 'Payments: amounts, rhythm, counterparties and profiles by direction and channel',
    titleZh: '收付款：按方向与渠道的金额、节奏、交易对手与画像',
    kind: 'payment',
    directions: bothWays,
    channels,
    conditions: [undefined],
    measure: null,
    figures: [...amounts, ...rhythms, ...parties, ...profiles, ...comparisons, ...rarer, ...daily],
    windows,
  },
  {
    title: 'Payments at some times, of some sizes, with new or known counterparties',
    titleZh: '特定时段、金额区间、新老交易对手的收付款',
    kind: 'payment',
    directions: bothWays,
    channels,
    conditions: [...whenAndHowMuch, ...withWhom],
    measure: null,
    figures: [...levels, ...spreads, ...rhythms, ...partyCounts, ...profiles, ...comparisons],
    windows: fewerWindows,
  },
  {
    title: 'Balances after payments',
    titleZh: '收付款后的账户余额',
    kind: 'payment',
    directions: bothWays,
    channels,
    conditions: [undefined],
    measure: 'balance',
    figures: wholeBalances,
    windows,
  },
  {
    title: 'Balances after payments at some times',
    titleZh: '特定时段收付款后的账户余额',
    kind: 'payment',
    directions: bothWays,
    channels,
    conditions: when.filter(({ what }) => what !== 'hours'),
    measure: 'balance',
    figures: balances,
    windows,
  },
  ...otherKinds.map((other): Grid => ({
    title: other.title,
    titleZh: other.titleZh,
    kind: other.kind,
    directions: [null],
    channels: [null],
    conditions: [undefined, ...(other.hasAmount ? whenAndHowMuch : when)],
    measure: null,
    figures: [
      ...(other.hasAmount ? amounts : []),
      ...rhythms,
      ...(other.hasParty ? parties : []),
      ...profiles,
      ...comparisons.filter((name) => other.hasAmount || name.startsWith('count')),
    ],
    windows: fewerWindows,
  })),
];
