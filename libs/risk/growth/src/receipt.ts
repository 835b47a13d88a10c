import type { BusinessDate, Instant } from '@fanxing/kernel';

/** A payment that an operator has received. */
export interface Receipt {
  readonly id: string;
  readonly at: Instant;
  /** When it became known, if that was on a later day: it counts then, since what a day has brought is not changed afterwards. */
  readonly knownAt?: Instant | undefined;
  readonly payer: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly channel: string;
}

/** Why a receipt brings no customer. */
export const uncounted = [
  'OTHER_CURRENCY',
  'OTHER_CHANNEL',
  'TOO_SMALL',
  'OWN_ACCOUNT',
  'RING_MEMBER',
  'COUNTED_BEFORE',
  'DAY_IS_FULL',
] as const;
export type Uncounted = (typeof uncounted)[number];

/** A receipt and what became of it. */
export interface JudgedReceipt {
  readonly id: string;
  readonly payer: string;
  /** The operator's day on which it counts. */
  readonly on: BusinessDate;
  /** Null where it brought a customer. */
  readonly uncounted: Uncounted | null;
}

/** Who of the payers is nobody's customer. */
export interface KnownPayers {
  /** The operator's own accounts, and those of whoever lives with it. */
  readonly ownAccounts?: ReadonlySet<string> | undefined;
  /** Members of rings, with the day on which the ring was found. */
  readonly ringMembers?: ReadonlyMap<string, BusinessDate> | undefined;
}
