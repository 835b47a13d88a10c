import type { Template } from './template.js';

const days = [30, 60, 90, 180, 365];
const shortDays = [7, 14, 30, 60, 90];
const count = { unit: 'events' };

/** Who may apply at all, and what looks like somebody else or like a show. */
export const entryTemplates: readonly Template[] = [
  {
    id: 'enough-events', stage: 'admission', groups: ['takings', 'outgoings', 'trade'], windows: days,
    aggregate: 'count', hits: 'below', missingHits: true, threshold: { initial: 6, minimum: 1, maximum: 10_000, ...count },
    effect: 'decline', reason: 'HISTORY_TOO_SHORT',
    en: 'Fewer than {threshold} {subject} in {window} days are too short a history.',
    zh: '近{window}天{subject}少于{threshold}笔，历史过短。',
  },
  {
    id: 'recent', stage: 'admission', groups: ['takings', 'outgoings', 'trade', 'access'], windows: days,
    aggregate: 'daysSinceLast', hits: 'above', missingHits: true, threshold: { initial: 30, minimum: 1, maximum: 365, unit: 'days' },
    effect: 'decline', reason: 'ACTIVITY_STALE',
    en: 'More than {threshold} days without {subject} within {window} days: the business may have stopped.',
    zh: '近{window}天内超过{threshold}天没有{subject}，经营可能已停止。',
  },
  {
    id: 'enough-customers', stage: 'admission', groups: ['takings'], windows: days,
    aggregate: 'counterparties', hits: 'below', missingHits: true, threshold: { initial: 5, minimum: 1, maximum: 10_000, unit: 'counterparties' },
    effect: 'decline', reason: 'COUNTERPARTIES_TOO_FEW',
    en: 'Fewer than {threshold} different payers of {subject} in {window} days: not yet a business with customers.',
    zh: '近{window}天{subject}的付款方少于{threshold}个，尚未形成客户群。',
  },
  {
    id: 'enough-suppliers', stage: 'admission', groups: ['outgoings'], windows: days,
    aggregate: 'counterparties', hits: 'below', missingHits: true, threshold: { initial: 2, minimum: 1, maximum: 1_000, unit: 'counterparties' },
    effect: 'decline', reason: 'COUNTERPARTIES_TOO_FEW',
    en: 'Fewer than {threshold} different payees of {subject} in {window} days: no supply can be seen.',
    zh: '近{window}天{subject}的收款方少于{threshold}个，看不到进货往来。',
  },
  {
    id: 'count-surge', stage: 'anti-fraud', groups: ['takings', 'outgoings', 'trade', 'refunds', 'access', 'borrowing'], windows: shortDays,
    aggregate: 'countRatio', hits: 'above', missingHits: false, threshold: { initial: 5, minimum: 1.5, maximum: 100, unit: 'ratio' },
    effect: 'decline', reason: 'UNUSUAL_ACTIVITY',
    en: 'More than {threshold} times as many {subject} in {window} days as in the {window} before: activity may be staged.',
    zh: '近{window}天{subject}笔数超过前{window}天的{threshold}倍，可能为刷单。',
  },
  {
    id: 'sum-surge', stage: 'anti-fraud', groups: ['takings', 'outgoings', 'trade', 'refunds'], windows: shortDays,
    aggregate: 'sumRatio', hits: 'above', missingHits: false, threshold: { initial: 6, minimum: 1.5, maximum: 100, unit: 'ratio' },
    effect: 'decline', reason: 'UNUSUAL_ACTIVITY',
    en: 'The sum of {subject} in {window} days is more than {threshold} times that of the {window} before.',
    zh: '近{window}天{subject}金额超过前{window}天的{threshold}倍。',
  },
  {
    id: 'size-jump', stage: 'anti-fraud', groups: ['takings', 'outgoings', 'trade'], windows: shortDays,
    aggregate: 'meanRatio', hits: 'above', missingHits: false, threshold: { initial: 4, minimum: 1.2, maximum: 100, unit: 'ratio' },
    effect: 'decline', reason: 'UNUSUAL_ACTIVITY',
    en: 'A usual one of {subject} in {window} days is more than {threshold} times what it was in the {window} before.',
    zh: '近{window}天{subject}笔均金额超过前{window}天的{threshold}倍。',
  },
  {
    id: 'one-counterparty', stage: 'anti-fraud', groups: ['takings', 'outgoings'], windows: days,
    aggregate: 'concentration', hits: 'above', missingHits: false, threshold: { initial: 0.8, minimum: 0.1, maximum: 1, unit: 'share' },
    effect: 'decline', reason: 'UNUSUAL_ACTIVITY',
    en: 'Nearly all {subject} in {window} days are with one counterparty (concentration above {threshold}): money may go round in a circle.',
    zh: '近{window}天{subject}集中于单一对手（集中度高于{threshold}），可能存在资金对敲。',
  },
  {
    id: 'one-large', stage: 'anti-fraud', groups: ['takings', 'outgoings', 'trade'], windows: days,
    aggregate: 'max', against: { aggregate: 'median' }, hits: 'above', missingHits: false,
    threshold: { initial: 50, minimum: 2, maximum: 10_000, unit: 'times' },
    effect: 'decline', reason: 'UNUSUAL_ACTIVITY',
    en: 'The largest of {subject} in {window} days is more than {threshold} times the median.',
    zh: '近{window}天{subject}最大一笔超过中位数的{threshold}倍。',
  },
  {
    id: 'all-alike', stage: 'anti-fraud', groups: ['takings', 'outgoings'], windows: days,
    aggregate: 'deviation', against: { aggregate: 'mean' }, hits: 'below', missingHits: false,
    threshold: { initial: 0.02, minimum: 0, maximum: 1, unit: 'times' },
    effect: 'decline', reason: 'UNUSUAL_ACTIVITY',
    en: 'Amounts of {subject} in {window} days hardly differ (deviation below {threshold} of the mean), as made by a machine.',
    zh: '近{window}天{subject}金额几乎一致（标准差低于均值的{threshold}倍），疑似机器生成。',
  },
  {
    id: 'refund-share', stage: 'anti-fraud', groups: ['refunds'], windows: [7, 14, 30, 60, 90, 180, 365],
    aggregate: 'sum', against: { aggregate: 'sum', subject: 'payments.in' }, hits: 'above', missingHits: false,
    threshold: { initial: 0.3, minimum: 0.01, maximum: 1, unit: 'share' },
    effect: 'decline', reason: 'UNUSUAL_ACTIVITY',
    en: '{subject} in {window} days are more than {threshold} of what was received.',
    zh: '近{window}天{subject}超过收款的{threshold}。',
  },
];
