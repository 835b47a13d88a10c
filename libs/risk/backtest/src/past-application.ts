import type { CurrencyCode, Rate } from '@fanxing/kernel';

/** An application of the past: what was known of it, what was decided then, and what became of the loan. */
export interface PastApplication {
  /** Its number in the file, or in whatever it is read from, from 1; the header is none. */
  readonly row: number;
  readonly id: string;
  readonly currency: CurrencyCode;
  /** What the strategy is given, as it was known at the decision. */
  readonly figures: Readonly<Record<string, unknown>>;
  readonly approvedThen: boolean;
  /** The limit or amount granted then, in minor units; null where it is not known. */
  readonly limitThen: bigint | null;
  /** The price of then, a day; null where it is not known. */
  readonly rateThen: Rate | null;
  /** What was applied for, in minor units; null where a line was applied for and not an amount. */
  readonly amount: bigint | null;
  /** How probable a bad outcome was thought to be, between 0 and 1. */
  readonly probability: number | null;
  /** What became of it; null where nobody knows, as for whoever was declined. */
  readonly outcome: 'good' | 'bad' | null;
  /** What was lost on the loan of then, in minor units; null where it was not recorded. */
  readonly loss: bigint | null;
  /** One value for each column that the backtest is divided by. */
  readonly segments: readonly string[];
}

/** How what was decided then meets what the draft decides. */
export const swaps = ['approvedBoth', 'swapIn', 'swapOut', 'declinedBoth'] as const;
export type Swap = (typeof swaps)[number];

/** `swapIn` is newly approved, `swapOut` newly declined. */
export function swapOf(approvedThen: boolean, approvedNow: boolean): Swap {
  if (approvedThen) return approvedNow ? 'approvedBoth' : 'swapOut';
  return approvedNow ? 'swapIn' : 'declinedBoth';
}
