import type { EdgeColumns } from '../graph/build-network.js';

/**
 * Payments as columns, oldest first. Whoever pays himself is kept out of every network, but not out of the columns.
 * Amounts are whole minor units; they are figures of a pattern here, nothing is booked from them.
 */
export interface Payments {
  readonly count: number;
  readonly accounts: number;
  /** Accounts are numbered in the order of ids. */
  readonly idOf: (account: number) => string;
  /** −1 if no payment names it. */
  readonly accountOf: (id: string) => number;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly amountMinor: Float64Array;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly atMs: Float64Array;
  /** By payment: the device that it was made with, numbered from 1; 0 is not known. */
  readonly device: Uint32Array;
}

/** The first payment at or after a moment. */
export function firstAt({ atMs, count }: Payments, ms: number): number {
  let begin = 0;
  let end = count;
  while (begin < end) {
    const middle = (begin + end) >>> 1;
    if (atMs[middle]! < ms) begin = middle + 1;
    else end = middle;
  }
  return begin;
}

/** The payments of a time window [fromMs, untilMs) as edges to build a network from; the weight is the amount. */
export function edgesWithin(payments: Payments, fromMs = -Infinity, untilMs = Infinity): EdgeColumns {
  const [begin, end] = [firstAt(payments, fromMs), firstAt(payments, untilMs)];
  return {
    from: payments.from.subarray(begin, end),
    to: payments.to.subarray(begin, end),
    weight: payments.amountMinor.subarray(begin, end),
  };
}

/** For each account the payments that it made or got, oldest first, as positions; one to oneself is left out. */
export interface AccountPayments {
  readonly start: Uint32Array;
  readonly positions: Uint32Array;
}

export function paymentsByAccount({ accounts, count, from, to }: Payments): AccountPayments {
  const start = new Uint32Array(accounts + 1);
  for (let at = 0; at < count; at += 1) {
    if (from[at] === to[at]) continue;
    start[from[at]! + 1]! += 1;
    start[to[at]! + 1]! += 1;
  }
  for (let account = 0; account < accounts; account += 1) start[account + 1]! += start[account]!;
  const cursor = start.slice();
  const positions = new Uint32Array(start[accounts]!);
  for (let at = 0; at < count; at += 1) {
    if (from[at] === to[at]) continue;
    for (const account of [from[at]!, to[at]!]) {
      positions[cursor[account]!] = at;
      cursor[account]! += 1;
    }
  }
  return { start, positions };
}
