import type { Template } from './template.js';

const days = [30, 60, 90, 180, 365];
const anyAmount = { initial: 0, minimum: 0, maximum: 100_000_000, unit: 'currency' };

function cap(id: string, aggregate: string, initial: number, en: string, zh: string): Template {
  return {
    id,
    stage: 'limit',
    groups: ['takings', 'trade'],
    windows: days,
    aggregate,
    hits: 'above',
    missingHits: false,
    threshold: anyAmount,
    value: { initial, minimum: 0.01, maximum: 10_000, unit: 'times' },
    effect: 'cap-limit',
    reason: 'INCOME_TOO_LOW',
    en,
    zh,
  };
}

function surcharge(
  id: string,
  aggregate: string,
  hits: Template['hits'],
  initial: number,
  [en, zh]: readonly [string, string],
  more: Partial<Template> = {},
): Template {
  return {
    id,
    stage: 'pricing',
    groups: ['takings', 'trade'],
    windows: days,
    aggregate,
    hits,
    missingHits: false,
    threshold: { initial, minimum: 0, maximum: 100_000_000, unit: 'figure' },
    value: { initial: 0.00002, minimum: -0.0005, maximum: 0.0005, unit: 'daily rate' },
    effect: 'add-to-rate',
    reason: 'PROFILE_RISK',
    en,
    zh,
    ...more,
  };
}

function warning(
  id: string,
  aggregate: string,
  hits: Template['hits'],
  threshold: Template['threshold'],
  [en, zh]: readonly [string, string],
  more: Partial<Template> = {},
): Template {
  return {
    id,
    stage: 'post-loan',
    groups: ['takings', 'outgoings', 'trade'],
    windows: [7, 14, 30, 60, 90],
    aggregate,
    hits,
    missingHits: false,
    threshold,
    effect: 'warn',
    reason: 'IRREGULAR_ACTIVITY',
    en,
    zh,
    ...more,
  };
}

/** How much, at what price, and what to look out for once the money is out. */
export const termsTemplates: readonly Template[] = [
  cap(
    'share-of-sum',
    'sum',
    0.5,
    'The limit is at most a share of the sum of {subject} in {window} days.',
    '额度不超过近{window}天{subject}总额的一定比例。',
  ),
  cap(
    'times-median',
    'median',
    60,
    'The limit is at most so many times a usual one of {subject} in {window} days.',
    '额度不超过近{window}天{subject}中位数的一定倍数。',
  ),
  cap(
    'times-weak-day',
    'p10',
    120,
    'The limit is at most so many times a weak one of {subject} in {window} days.',
    '额度不超过近{window}天{subject}第10百分位的一定倍数。',
  ),
  cap(
    'times-largest',
    'max',
    3,
    'The limit is at most so many times the largest of {subject} in {window} days.',
    '额度不超过近{window}天{subject}最大一笔的一定倍数。',
  ),
  cap(
    'times-last',
    'last',
    20,
    'The limit is at most so many times the latest of {subject} in {window} days.',
    '额度不超过近{window}天最近一笔{subject}的一定倍数。',
  ),
  surcharge(
    'few-customers',
    'counterparties',
    'below',
    20,
    [
      'Fewer than {threshold} counterparties of {subject} in {window} days cost a little more.',
      '近{window}天{subject}对手少于{threshold}个，费率略高。',
    ],
    { groups: ['takings'] },
  ),
  surcharge(
    'narrow-customers',
    'concentration',
    'above',
    0.4,
    [
      '{subject} in {window} days that hang on few counterparties (above {threshold}) cost a little more.',
      '近{window}天{subject}集中度高于{threshold}，费率略高。',
    ],
    { groups: ['takings'] },
  ),
  surcharge('few-events', 'count', 'below', 60, [
    'Fewer than {threshold} {subject} in {window} days cost a little more.',
    '近{window}天{subject}少于{threshold}笔，费率略高。',
  ]),
  surcharge('gaps', 'longestGap', 'above', 10, [
    'Gaps of more than {threshold} days in {subject} within {window} days cost a little more.',
    '近{window}天{subject}中断超过{threshold}天，费率略高。',
  ]),
  surcharge(
    'growing',
    'sumRatio',
    'above',
    1.3,
    [
      '{subject} that grew by more than {threshold} times against the {window} days before cost a little less.',
      '近{window}天{subject}较前期增长超过{threshold}倍，费率优惠。',
    ],
    { value: { initial: -0.00002, minimum: -0.0005, maximum: 0, unit: 'daily rate' } },
  ),
  surcharge('shrinking', 'sumRatio', 'below', 0.7, [
    '{subject} that shrank below {threshold} of the {window} days before cost a little more.',
    '近{window}天{subject}降至前期的{threshold}以下，费率略高。',
  ]),
  warning('fewer', 'countRatio', 'below', { initial: 0.5, minimum: 0.01, maximum: 1, unit: 'ratio' }, [
    '{subject} in {window} days are fewer than {threshold} of those in the {window} before.',
    '近{window}天{subject}笔数不足前期的{threshold}。',
  ]),
  warning('less', 'sumRatio', 'below', { initial: 0.5, minimum: 0.01, maximum: 1, unit: 'ratio' }, [
    'The sum of {subject} in {window} days is below {threshold} of that in the {window} before.',
    '近{window}天{subject}金额不足前期的{threshold}。',
  ]),
  warning('smaller', 'meanRatio', 'below', { initial: 0.5, minimum: 0.01, maximum: 1, unit: 'ratio' }, [
    'A usual one of {subject} in {window} days is below {threshold} of what it was in the {window} before.',
    '近{window}天{subject}笔均不足前期的{threshold}。',
  ]),
  warning(
    'silent',
    'daysSinceLast',
    'above',
    { initial: 5, minimum: 1, maximum: 90, unit: 'days' },
    [
      'No {subject} for more than {threshold} days (looking back {window}).',
      '已超过{threshold}天没有{subject}（观察期{window}天）。',
    ],
    { missingHits: true, reason: 'ACTIVITY_STALE' },
  ),
  warning(
    'clustered',
    'concentration',
    'above',
    { initial: 0.7, minimum: 0.1, maximum: 1, unit: 'share' },
    [
      '{subject} in {window} days gather at few counterparties (above {threshold}).',
      '近{window}天{subject}向少数对手集中（高于{threshold}）。',
    ],
    { groups: ['takings', 'outgoings'], reason: 'UNUSUAL_ACTIVITY' },
  ),
  warning(
    'more-refunds',
    'sumRatio',
    'above',
    { initial: 2, minimum: 1, maximum: 50, unit: 'ratio' },
    [
      '{subject} in {window} days are more than {threshold} times those in the {window} before.',
      '近{window}天{subject}超过前期的{threshold}倍。',
    ],
    { groups: ['refunds'], reason: 'UNUSUAL_ACTIVITY' },
  ),
  warning(
    'borrows-elsewhere',
    'count',
    'above',
    { initial: 2, minimum: 0, maximum: 50, unit: 'events' },
    [
      'More than {threshold} {subject} in {window} days after the loan.',
      '放款后近{window}天{subject}超过{threshold}次。',
    ],
    { groups: ['borrowing'], reason: 'RECENT_APPLICATIONS' },
  ),
  warning(
    'late',
    'delayDays.max',
    'above',
    { initial: 3, minimum: 0, maximum: 90, unit: 'days' },
    [
      'One of the {subject} in {window} days was more than {threshold} days late.',
      '近{window}天{subject}最长逾期超过{threshold}天。',
    ],
    { groups: ['repayments'], reason: 'RECENT_ARREARS' },
  ),
  warning(
    'drained',
    'last',
    'below',
    { initial: 50, minimum: 0, maximum: 1_000_000, unit: 'currency' },
    [
      'The latest of {subject} (looking back {window} days) is below {threshold}.',
      '最近一次{subject}低于{threshold}（观察期{window}天）。',
    ],
    { groups: ['balances'], reason: 'BALANCE_TOO_LOW' },
  ),
];
