import { yuan } from '../harness/a-loan.fixture.js';

/** What the requests are about, by a word for it: filled once the bank has it. */
export const ids: Record<string, string> = {};

/** A request that must be refused, with the code, reason and place that it must be refused with. */
export type Case = readonly [
  what: string,
  mutation: string,
  input: () => Record<string, unknown>,
  code: string,
  reason: string,
  path?: string | undefined,
];

export const draw = (change: () => Record<string, unknown>) => () => ({
  creditLineId: ids['line'],
  amount: yuan('500.00'),
  ...change(),
});
export const repay = (change: () => Record<string, unknown>) => () => ({
  loanId: ids['loan'],
  amount: yuan('500.00'),
  ...change(),
});
export const renew = (change: Record<string, unknown>) => () => ({
  loanId: ids['loan'],
  periods: 30,
  reason: 'flood',
  ...change,
});

const amounts: readonly (readonly [string, Record<string, string>, string, string?])[] = [
  ['below zero', yuanOf('-1.00'), 'AMOUNT_NOT_POSITIVE', 'input.amount'],
  ['of nothing', yuanOf('0.00'), 'AMOUNT_NOT_POSITIVE', 'input.amount'],
  ['of a part of a cent', yuanOf('500.001'), 'AMOUNT_TOO_PRECISE', 'input.amount'],
  ['with an exponent', yuanOf('5e2'), 'AMOUNT_MALFORMED'],
  ['of words', yuanOf('five hundred'), 'AMOUNT_MALFORMED'],
  ['of more than all money', yuanOf('9999999999999999.00'), 'AMOUNT_TOO_LARGE', 'input.amount'],
  [
    'in another currency',
    { amount: '500.00', currency: 'USD' },
    'CURRENCY_MISMATCH',
    'input.amount.currency',
  ],
  ['in a currency that is none', { amount: '500.00', currency: 'XXQ' }, 'CURRENCY_UNKNOWN'],
];

const amountCases: Case[] = amounts.flatMap(([what, amount, reason, path]): Case[] => [
  [`a draw ${what}`, 'drawDown', draw(() => ({ amount })), 'BAD_USER_INPUT', reason, path],
  [`a repayment ${what}`, 'repay', repay(() => ({ amount })), 'BAD_USER_INPUT', reason, path],
]);

export const cases: Case[] = [
  ...amountCases,
  [
    'a draw over what is available',
    'drawDown',
    draw(() => ({ amount: yuan('15000.01') })),
    'LIMIT_EXCEEDED',
    'LINE_AVAILABLE_EXCEEDED',
  ],
  [
    'a draw on a frozen line',
    'drawDown',
    draw(() => ({ creditLineId: ids['frozen'] })),
    'CONFLICT',
    'STATE_CONFLICT',
  ],
  [
    'a draw on an expired line',
    'drawDown',
    draw(() => ({ creditLineId: ids['expired'] })),
    'CONFLICT',
    'STATE_CONFLICT',
  ],
  [
    'a draw on another bank’s line',
    'drawDown',
    draw(() => ({ creditLineId: ids['foreignLine'] })),
    'NOT_FOUND',
    'NOT_FOUND',
    'input.creditLineId',
  ],
  [
    'a draw on another borrower’s line',
    'drawDown',
    draw(() => ({ borrowerId: ids['stranger'] })),
    'NOT_FOUND',
    'NOT_FOUND',
    'input.borrowerId',
  ],
  [
    'a draw on a loan',
    'drawDown',
    draw(() => ({ creditLineId: ids['loan'] })),
    'NOT_FOUND',
    'NOT_FOUND',
    'input.creditLineId',
  ],
  [
    'a repayment of more than is owed',
    'repay',
    repay(() => ({ amount: yuan('5000.01') })),
    'CONFLICT',
    'REPAYMENT_EXCEEDS_DEBT',
  ],
  [
    'a repayment of a closed loan',
    'repay',
    repay(() => ({ loanId: ids['closed'] })),
    'CONFLICT',
    'STATE_CONFLICT',
  ],
  [
    'a refund of what was not overpaid',
    'refundOverpayment',
    repay(() => ({ amount: yuan('0.01') })),
    'CONFLICT',
    'CREDIT_EXCEEDED',
  ],
];

function yuanOf(amount: string): Record<string, string> {
  return { amount, currency: 'CNY' };
}
