import type { Instant } from '@fanxing/kernel';

/**
 * One thing that happened to one borrower, in the form that every indicator reads. A bank's manifest maps its own
 * files to it; what has no place of its own goes into `fields`, a number or a text.
 */
export interface IndicatorEvent {
  /** Unique among the borrower's events; it also orders events of the same moment. */
  readonly id: string;
  readonly borrowerId: string;
  /** The noun in the singular: `payment`, `balance`, `repayment`, `order`, or a bank's own. */
  readonly kind: string;
  readonly at: Instant;
  readonly amountMinor: bigint | null;
  readonly currency: string | null;
  readonly direction: EventDirection | null;
  readonly counterparty: string | null;
  readonly channel: string | null;
  readonly fields: Readonly<Record<string, number | string | null>>;
}

export type EventDirection = 'in' | 'out';
