import { firstAt, type Payments } from './payments.js';

export interface Reached {
  readonly account: number;
  /** When money from the beginning can have been there first. */
  readonly atMs: number;
  readonly hops: number;
}

/**
 * Whom money can have reached from an account in [fromMs, untilMs) along payments each of which is later than the one before: the
 * time-respecting neighbours (Holme and Saramäki 2012). A path backwards in time is none, however well the graph is connected.
 * One walk over the window; payments of one moment do not follow one another.
 */
export function laterNeighbours(
  payments: Payments,
  account: number,
  fromMs: number,
  untilMs: number,
  hopsMax = Infinity,
): Reached[] {
  const { from, to, atMs } = payments;
  const reached = new Map<number, Reached>([[account, { account, atMs: -Infinity, hops: 0 }]]);
  // Fewest hops, not only earliest arrival: a later arrival may be nearer and so go further under a limit.
  const best = new Map<number, Reached[]>([[account, [reached.get(account)!]]]);
  const end = firstAt(payments, untilMs);
  for (let at = firstAt(payments, fromMs); at < end; at += 1) {
    const before = best.get(from[at]!)?.filter((arrival) => arrival.atMs < atMs[at]!);
    if (!before || before.length === 0 || to[at] === account) continue;
    const hops = 1 + Math.min(...before.map((arrival) => arrival.hops));
    if (hops > hopsMax) continue;
    const arrival = { account: to[at]!, atMs: atMs[at]!, hops };
    const known = best.get(to[at]!) ?? [];
    if (known.some((other) => other.hops <= hops)) continue;
    best.set(to[at]!, [...known, arrival]);
    if (!reached.has(to[at]!)) reached.set(to[at]!, arrival);
  }
  reached.delete(account);
  return [...reached.values()].sort((one, other) => one.atMs - other.atMs || one.account - other.account);
}
