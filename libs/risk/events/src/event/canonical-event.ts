import type { Instant } from '@fanxing/kernel';

/** One thing that happened to one borrower, as it is kept and as every indicator reads it. */
export interface CanonicalEvent {
  /** The bank's own id, unique within the tenant's environment: it is what makes an event the same event. */
  readonly id: string;
  readonly borrowerId: string;
  readonly kind: string;
  /** When it happened, not when it came. */
  readonly at: Instant;
  readonly amountMinor: bigint | null;
  readonly currency: string | null;
  readonly direction: 'in' | 'out' | null;
  readonly counterparty: string | null;
  readonly channel: string | null;
  readonly fields: EventFields;
  /** The id of the event that this one takes the place of; null for one that stands for itself. */
  readonly corrects: string | null;
}

export type EventFields = Readonly<Record<string, number | string | null>>;

/** An event as a bank sends it, whichever way it comes: nothing of it is trusted. */
export interface GivenEvent {
  readonly id: string;
  readonly borrowerId: string;
  readonly kind: string;
  readonly at: string;
  readonly amount?: unknown;
  readonly currency?: string | null | undefined;
  readonly direction?: string | null | undefined;
  readonly counterparty?: string | null | undefined;
  readonly channel?: string | null | undefined;
  readonly fields?: unknown;
  readonly corrects?: string | null | undefined;
}
