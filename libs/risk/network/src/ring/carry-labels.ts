import type { Ties } from './suspicious-ties.js';

const passesMax = 12;

/**
 * Label propagation that begins where the window before ended, so that a community keeps its label while most of it stays. Accounts
 * speak one after the other, the most strongly tied first, each taking the label that its ties weigh most for; its own on
 * equal terms, else the smallest. In this order labels can not swap for ever, as synchronous ones do around a hub. `fresh` is
 * the first label that no window has used; account `a` without a label begins with `fresh + a`.
 */
export function carryLabels(
  ties: Ties,
  before: ReadonlyMap<number, number>,
  fresh: number,
): Map<number, number> {
  const labels = new Map<number, number>();
  const strengths = new Map<number, number>();
  for (const [account, list] of ties) {
    labels.set(account, before.get(account) ?? fresh + account);
    let sum = 0;
    for (const strength of list.values()) sum += strength;
    strengths.set(account, sum);
  }
  const order = [...ties.keys()].sort(
    (one, other) => strengths.get(other)! - strengths.get(one)! || one - other,
  );
  for (let pass = 0; pass < passesMax; pass += 1) {
    let changed = 0;
    for (const account of order) {
      const label = strongest(ties.get(account)!, labels, labels.get(account)!);
      if (label === labels.get(account)) continue;
      labels.set(account, label);
      changed += 1;
    }
    if (changed === 0) break;
  }
  return labels;
}

function strongest(
  list: ReadonlyMap<number, number>,
  labels: ReadonlyMap<number, number>,
  own: number,
): number {
  const votes = new Map<number, number>();
  for (const [other, strength] of list) {
    const label = labels.get(other)!;
    votes.set(label, (votes.get(label) ?? 0) + strength);
  }
  let winner = own;
  let most = votes.get(own) ?? 0;
  for (const [label, weight] of votes) {
    if (weight > most + 1e-9 || (winner !== own && weight > most - 1e-9 && label < winner)) {
      winner = label;
      most = weight;
    }
  }
  return winner;
}

/** What hangs together and is larger is divided by labels. */
const wholeMax = 12;

/**
 * Communities: whatever hangs together if it is small, because labels break chains and circles to pieces; else its accounts of one
 * label that hang together. Where a label has fallen apart its largest part keeps it; the others get fresh ones.
 */
export function groupsOf(
  ties: Ties,
  labels: ReadonlyMap<number, number>,
  fresh: number,
): Map<number, number[]> {
  const whole = partsOf(ties, [...ties.keys()], () => 0);
  const parts = whole.flatMap((accounts) =>
    accounts.length <= wholeMax ? [accounts] : partsOf(ties, accounts, (account) => labels.get(account)!),
  );
  parts.sort((one, other) => other.length - one.length || one[0]! - other[0]!);
  const groups = new Map<number, number[]>();
  for (const accounts of parts) {
    const label = commonest(accounts.map((account) => labels.get(account)!));
    groups.set(groups.has(label) ? fresh + accounts[0]! : label, accounts);
  }
  return groups;
}

/** Breadth first along ties between accounts of one colour; each part ascending. */
function partsOf(ties: Ties, accounts: readonly number[], colourOf: (account: number) => number): number[][] {
  const seen = new Set<number>();
  return [...accounts]
    .sort((one, other) => one - other)
    .flatMap((start) => {
      if (seen.has(start)) return [];
      seen.add(start);
      const part = [start];
      for (const account of part) {
        for (const other of ties.get(account)!.keys()) {
          if (seen.has(other) || colourOf(other) !== colourOf(start)) continue;
          seen.add(other);
          part.push(other);
        }
      }
      return [part.sort((one, other) => one - other)];
    });
}

function commonest(labels: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([one, count], [other, more]) => more - count || one - other)[0]![0];
}
