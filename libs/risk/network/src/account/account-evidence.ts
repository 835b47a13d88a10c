import type { AccountClusterings } from './account-clustering.js';
import type { AccountPayments, Payments } from '../payment/payments.js';

/** What is known about an account as a merchant or a person. All of it is shown beside a verdict. */
export interface AccountEvidence {
  /** Distinct counterparties. */
  readonly degree: number;
  /** Local clustering coefficient: how many pairs of counterparties have to do with each other. */
  readonly coefficient: number;
  /** Half of the coefficient's 95 % interval; 0 if exact. */
  readonly coefficientError: number;
  readonly payers: number;
  readonly payees: number;
  /** Share of the counterparties with payments both ways. */
  readonly reciprocity: number;
  /** Share of the payments that came in. */
  readonly incomingShare: number;
  /** Shannon's entropy of the counterparties' shares of the payments, 0 (one has them all) to 1 (all the same). */
  readonly counterpartyEntropy: number;
  readonly payments: number;
  readonly rhythm: Rhythm;
}

export interface Rhythm {
  /** Share of the days from the first payment to the last on which one came in. */
  readonly incomingDays: number;
  /** Incoming payments on such a day. */
  readonly incomingPerDay: number;
  /** How much incoming payments keep to the same hours, 0 to 1: the length of their mean direction on the clock's face. */
  readonly hourConcentration: number;
}

const msPerDay = 86_400_000;

/** Reads one account's payments once. `clusterings` belongs to the undirected network of the same payments. */
export function accountEvidence(
  payments: Payments,
  { start, positions }: AccountPayments,
  clusterings: AccountClusterings,
  account: number,
): AccountEvidence {
  const { from, atMs } = payments;
  const counterparties = new Map<number, { in: number; out: number }>();
  const days = new Set<number>();
  let incoming = 0;
  let [east, north] = [0, 0];
  const mine = positions.subarray(start[account]!, start[account + 1]!);
  for (const at of mine) {
    const isIncoming = from[at] !== account;
    const other = isIncoming ? from[at]! : payments.to[at]!;
    const counts = counterparties.get(other) ?? { in: 0, out: 0 };
    counts[isIncoming ? 'in' : 'out'] += 1;
    counterparties.set(other, counts);
    if (!isIncoming) continue;
    incoming += 1;
    days.add(Math.floor(atMs[at]! / msPerDay));
    const angle = (2 * Math.PI * (atMs[at]! % msPerDay)) / msPerDay;
    east += Math.cos(angle);
    north += Math.sin(angle);
  }
  const { degree, coefficient, error } = clusterings.of(account);
  const all = [...counterparties.values()];
  const span = mine.length === 0 ? 0 : atMs[mine.at(-1)!]! - atMs[mine[0]!]!;
  return {
    degree,
    coefficient,
    coefficientError: error,
    payers: all.filter((counts) => counts.in > 0).length,
    payees: all.filter((counts) => counts.out > 0).length,
    reciprocity: share(all.filter((counts) => counts.in > 0 && counts.out > 0).length, all.length),
    incomingShare: share(incoming, mine.length),
    counterpartyEntropy: entropy(all.map((counts) => counts.in + counts.out)),
    payments: mine.length,
    rhythm: {
      incomingDays: share(days.size, Math.max(days.size, Math.ceil(span / msPerDay))),
      incomingPerDay: share(incoming, days.size),
      hourConcentration: share(Math.hypot(east, north), incoming),
    },
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** Shannon's, as a share of the most that so many can have; 0 for one or none. */
export function entropy(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (counts.length < 2 || total === 0) return 0;
  let nats = 0;
  for (const count of counts) if (count > 0) nats -= (count / total) * Math.log(count / total);
  return nats / Math.log(counts.length);
}
