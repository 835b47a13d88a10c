import { parseCurrency, parseRate } from '@fanxing/kernel';
import type { PastApplication } from './past-application.js';

/** An approved application over 1,000.00 at 0.05 % a day that was repaid, unless told otherwise. */
export function application(row: number, differing: Partial<PastApplication> = {}): PastApplication {
  return {
    row,
    id: `a${row}`,
    currency: parseCurrency('CNY'),
    figures: {},
    approvedThen: true,
    limitThen: 100_000n,
    rateThen: parseRate('0.0005'),
    amount: null,
    probability: null,
    outcome: 'good',
    loss: null,
    segments: [],
    ...differing,
  };
}

/** A draft that answers what `figures.says` holds. */
export const echo = {
  evaluate: ({ says = { outcome: 'APPROVE' } }: Readonly<Record<string, unknown>>) =>
    Promise.resolve({ result: says as Record<string, unknown>, trace: [] }),
};

export const declines = { says: { outcome: 'DECLINE', reasons: ['SCORE_BELOW_CUTOFF'] } };
