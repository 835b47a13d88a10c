import type { Template } from './template.js';

const days = [30, 60, 90, 180, 365];
const amount = { initial: 3_000, minimum: 1, maximum: 100_000_000, unit: 'currency' };

/** Whether the borrower can carry a loan. */
export const creditTemplates: readonly Template[] = [
  {
    id: 'enough-takings', stage: 'credit', groups: ['takings', 'trade'], windows: days,
    aggregate: 'sum', hits: 'below', missingHits: true, threshold: amount, effect: 'decline', reason: 'INCOME_TOO_LOW',
    en: 'The sum of {subject} in {window} days is below {threshold}.',
    zh: '近{window}天{subject}总额低于{threshold}。',
  },
  {
    id: 'usual-size', stage: 'credit', groups: ['takings', 'trade'], windows: days,
    aggregate: 'median', hits: 'below', missingHits: true, threshold: { ...amount, initial: 5 }, effect: 'decline', reason: 'INCOME_TOO_LOW',
    en: 'A usual one of {subject} in {window} days is below {threshold}.',
    zh: '近{window}天{subject}笔均（中位数）低于{threshold}。',
  },
  {
    id: 'weak-quarter', stage: 'credit', groups: ['takings', 'trade'], windows: days,
    aggregate: 'p25', hits: 'below', missingHits: true, threshold: { ...amount, initial: 2 }, effect: 'decline', reason: 'INCOME_TOO_LOW',
    en: 'A quarter of {subject} in {window} days are below {threshold}.',
    zh: '近{window}天四分之一的{subject}低于{threshold}。',
  },
  {
    id: 'falling', stage: 'credit', groups: ['takings', 'trade', 'balances'], windows: days,
    aggregate: 'slope', hits: 'below', missingHits: false, threshold: { initial: -50, minimum: -1_000_000, maximum: 0, unit: 'currency a day' },
    effect: 'decline', reason: 'IRREGULAR_INCOME',
    en: '{subject} fall by more than {threshold} a day over {window} days.',
    zh: '近{window}天{subject}日均变化低于{threshold}，呈下降趋势。',
  },
  {
    id: 'long-gap', stage: 'credit', groups: ['takings', 'outgoings', 'trade'], windows: days,
    aggregate: 'longestGap', hits: 'above', missingHits: true, threshold: { initial: 21, minimum: 1, maximum: 365, unit: 'days' },
    effect: 'decline', reason: 'IRREGULAR_ACTIVITY',
    en: 'Within {window} days there were more than {threshold} days on end without {subject}.',
    zh: '近{window}天{subject}最长中断超过{threshold}天。',
  },
  {
    id: 'unsteady', stage: 'credit', groups: ['takings', 'trade', 'balances'], windows: days,
    aggregate: 'deviation', against: { aggregate: 'mean' }, hits: 'above', missingHits: false,
    threshold: { initial: 5, minimum: 0.5, maximum: 100, unit: 'times' }, effect: 'decline', reason: 'IRREGULAR_INCOME',
    en: '{subject} in {window} days go up and down by more than {threshold} times their mean.',
    zh: '近{window}天{subject}波动超过均值的{threshold}倍。',
  },
  {
    id: 'spends-more', stage: 'credit', groups: ['outgoings'], windows: days,
    aggregate: 'sum', against: { aggregate: 'sum', subject: 'payments.in' }, hits: 'above', missingHits: false,
    threshold: { initial: 1.2, minimum: 0.5, maximum: 10, unit: 'times' }, effect: 'decline', reason: 'OUTGOINGS_TOO_HIGH',
    en: '{subject} in {window} days are more than {threshold} times what was received.',
    zh: '近{window}天{subject}超过收款的{threshold}倍。',
  },
  {
    id: 'low-balance', stage: 'credit', groups: ['balances'], windows: [7, 14, 30, 60, 90, 180, 365],
    aggregate: 'mean', hits: 'below', missingHits: true, threshold: { ...amount, initial: 100 }, effect: 'decline', reason: 'BALANCE_TOO_LOW',
    en: 'The mean of {subject} in {window} days is below {threshold}.',
    zh: '近{window}天{subject}均值低于{threshold}。',
  },
  {
    id: 'lowest-balance', stage: 'credit', groups: ['balances'], windows: [7, 14, 30, 60, 90, 180, 365],
    aggregate: 'min', hits: 'below', missingHits: true, threshold: { initial: 0, minimum: -1_000_000, maximum: 1_000_000, unit: 'currency' },
    effect: 'decline', reason: 'BALANCE_TOO_LOW',
    en: 'The lowest of {subject} in {window} days is below {threshold}.',
    zh: '近{window}天{subject}最低值低于{threshold}。',
  },
  {
    id: 'many-applications', stage: 'credit', groups: ['borrowing'], windows: [7, 14, 30, 60, 90, 180, 365],
    aggregate: 'count', hits: 'above', missingHits: false, threshold: { initial: 5, minimum: 0, maximum: 100, unit: 'events' },
    effect: 'decline', reason: 'RECENT_APPLICATIONS',
    en: 'More than {threshold} {subject} in {window} days.',
    zh: '近{window}天{subject}超过{threshold}次。',
  },
  {
    id: 'many-lenders', stage: 'credit', groups: ['borrowing'], windows: [7, 14, 30, 60, 90, 180, 365],
    aggregate: 'counterparties', hits: 'above', missingHits: false, threshold: { initial: 3, minimum: 0, maximum: 50, unit: 'counterparties' },
    effect: 'decline', reason: 'RECENT_APPLICATIONS',
    en: '{subject} at more than {threshold} lenders in {window} days.',
    zh: '近{window}天向超过{threshold}家机构提交{subject}。',
  },
  {
    id: 'late-repayments', stage: 'credit', groups: ['repayments'], windows: [30, 60, 90, 180, 365, 730],
    aggregate: 'delayDays.max', hits: 'above', missingHits: false, threshold: { initial: 7, minimum: 0, maximum: 180, unit: 'days' },
    effect: 'decline', reason: 'RECENT_ARREARS',
    en: 'One of the {subject} in {window} days was more than {threshold} days late.',
    zh: '近{window}天{subject}最长逾期超过{threshold}天。',
  },
];
