import type { CurrencyCode, Instant, Money } from '@fanxing/kernel';

export const meters = ['decisions', 'disbursements', 'repayments'] as const;
export type Meter = (typeof meters)[number];

/** One thing that is counted. */
export interface Usage {
  /** The id of the event that told of it. */
  readonly id: string;
  readonly meter: Meter;
  /** The application, loan or repayment. */
  readonly subjectId: string;
  readonly quantity: number;
  readonly amount: Money | null;
  readonly occurredAt: Instant;
}

/** How much of one meter was used, in one currency if it has an amount. */
export interface UsageTotal {
  readonly meter: Meter;
  readonly quantity: number;
  readonly amountMinor: bigint | null;
  readonly currency: CurrencyCode | null;
}
