import type { Payments } from '../payment/payments.js';
import type { WindowFlows } from './window-flows.js';

/** Undirected ties of a window, each list with the strongest claim first left to whoever reads it. */
export type Ties = ReadonlyMap<number, ReadonlyMap<number, number>>;

const knownPairs = 0.15;
const weakest = 0.5;
const besideStrongest = 0.45;
const sharedDevice = 3;
const deviceAccountsMax = 20;

/**
 * How strongly the payments of a window suggest that two accounts work together. Strong where the two are new to each other, the
 * amount is large for its time, and both pass on what they get from new acquaintances: an ordinary buyer gets nothing from the
 * shop, an ordinary shop gives its customers nothing. A device that a few accounts share ties them too. Weak ties are left out: it is
 * they that would glue a ring to the town around it.
 */
export function suspiciousTies(payments: Payments, window: WindowFlows): Ties {
  const ties = new Map<number, Map<number, number>>();
  const passing = passingOn(window);
  const tie = (one: number, other: number, strength: number): void => {
    add(ties, one, other, strength);
    add(ties, other, one, strength);
  };
  for (const { from, to, amountMinor, isNew } of window.flows) {
    const size = Math.log2(1 + amountMinor / window.medianMinor);
    const both = Math.sqrt((0.1 + (passing.get(from) ?? 0)) * (0.1 + (passing.get(to) ?? 0)));
    tie(from, to, size * both * (isNew ? 1 : knownPairs));
  }
  for (const accounts of sharedDevices(payments, window)) {
    accounts.forEach((one, at) => accounts.slice(at + 1).forEach((other) => tie(one, other, sharedDevice)));
  }
  return withoutWeak(ties);
}

/** Weak by itself, or beside the strongest tie of either end. */
function withoutWeak(ties: Ties): Ties {
  const strongest = new Map([...ties].map(([account, list]) => [account, Math.max(...list.values())]));
  const kept = new Map<number, Map<number, number>>();
  for (const [one, list] of ties) {
    const strong = [...list].filter(
      ([other, strength]) =>
        strength >= weakest &&
        strength >= besideStrongest * Math.max(strongest.get(one)!, strongest.get(other)!),
    );
    if (strong.length > 0) kept.set(one, new Map(strong));
  }
  return kept;
}

function add(ties: Map<number, Map<number, number>>, one: number, other: number, strength: number): void {
  let list = ties.get(one);
  if (!list) ties.set(one, (list = new Map()));
  list.set(other, (list.get(other) ?? 0) + strength);
}

/** Of the money between an account and its new acquaintances, the share that both came in and went out again: 0 to 1. */
function passingOn({ flows }: WindowFlows): Map<number, number> {
  const sums = new Map<number, { in: number; out: number }>();
  const sumsOf = (account: number): { in: number; out: number } => {
    let found = sums.get(account);
    if (!found) sums.set(account, (found = { in: 0, out: 0 }));
    return found;
  };
  for (const { from, to, amountMinor, isNew } of flows) {
    if (!isNew) continue;
    sumsOf(from).out += amountMinor;
    sumsOf(to).in += amountMinor;
  }
  return new Map(
    [...sums].map(([account, sum]) => [account, Math.min(sum.in, sum.out) / Math.max(sum.in, sum.out)]),
  );
}

/** Groups of accounts that paid with the same device, where they are few enough not to be a public one. */
export function sharedDevices({ from, device }: Payments, { begin, end }: WindowFlows): number[][] {
  const users = new Map<number, Set<number>>();
  for (let at = begin; at < end; at += 1) {
    if (device[at] === 0) continue;
    const known = users.get(device[at]!);
    if (known) known.add(from[at]!);
    else users.set(device[at]!, new Set([from[at]!]));
  }
  return [...users.values()]
    .filter(({ size }) => size > 1 && size <= deviceAccountsMax)
    .map((accounts) => [...accounts].sort((one, other) => one - other));
}
