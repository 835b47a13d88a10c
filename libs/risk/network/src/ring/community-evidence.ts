import { firstAt, type AccountPayments, type Payments } from '../payment/payments.js';
import { sharedDevices } from './suspicious-ties.js';
import type { WindowFlows } from './window-flows.js';

/** What speaks for a community being a ring, and against it. Shares are of amounts, 0 to 1, unless they say otherwise. */
export interface CommunityEvidence {
  readonly size: number;
  /** Money that members paid one another in the window, in minor units. */
  readonly internalMinor: number;
  /** Money that came to a member from members and later went on to members, of all that went round. */
  readonly passedOn: number;
  /** Money that both came from and went to members, in whatever order: 1 where everybody ends as he began. */
  readonly roundTrip: number;
  /** Between members who had nothing to do with each other before; above what it is among all others in this window. */
  readonly novelty: number;
  /** Of all the money that members paid or got in the window, what stayed among them. */
  readonly isolation: number;
  /** Binary logarithm: times as much among them as on average in the windows before. */
  readonly burst: number;
  /** Binary logarithm: times the window's median payment that a payment among them is. */
  readonly paymentSize: number;
  /** Of the members, those who share a device with another. */
  readonly sharedDevices: number;
}

export interface MemberFlows {
  readonly account: number;
  inMinor: number;
  outMinor: number;
  passedMinor: number;
  readonly partners: Set<number>;
  /** Whether its first payment among members was one that it made. */
  readonly bringsMoney: boolean;
}

export interface CommunityView {
  readonly evidence: CommunityEvidence;
  readonly members: readonly MemberFlows[];
}

const windowsBefore = 4;

/** Reads the payments of a community's members once. */
export function viewCommunity(
  payments: Payments,
  byAccount: AccountPayments,
  window: WindowFlows,
  accounts: readonly number[],
): CommunityView {
  const inside = new Set(accounts);
  const sums = { internal: 0, count: 0, all: 0, before: 0 };
  const members = new Map<number, MemberFlows>();
  const { from, to, amountMinor, atMs } = payments;
  const lengthMs = window.untilMs - window.fromMs;
  const historyBegin = firstAt(payments, window.fromMs - windowsBefore * lengthMs);
  const internal: number[] = [];
  for (const account of accounts) {
    const mine = byAccount.positions.subarray(byAccount.start[account]!, byAccount.start[account + 1]!);
    for (let at = lowerBound(mine, historyBegin); at < mine.length && mine[at]! < window.end; at += 1) {
      const payment = mine[at]!;
      const isInternal = inside.has(from[payment]!) && inside.has(to[payment]!);
      if (isInternal && from[payment] !== account) continue;
      if (payment < window.begin) {
        if (isInternal) sums.before += amountMinor[payment]!;
        continue;
      }
      sums.all += amountMinor[payment]!;
      if (isInternal) internal.push(payment);
    }
  }
  internal.sort((one, other) => one - other);
  for (const payment of internal) {
    sums.internal += amountMinor[payment]!;
    sums.count += 1;
    note(members, from[payment]!, to[payment]!, amountMinor[payment]!);
  }
  const historyWindows = Math.min(windowsBefore, Math.max(0, (window.fromMs - (atMs[0] ?? 0)) / lengthMs));
  return {
    members: [...members.values()].sort((one, other) => one.account - other.account),
    evidence: evidenceOf(payments, window, accounts, members, sums, historyWindows),
  };
}

/** First in, first out: what goes on is what came first, and only what has come can go on. */
function note(members: Map<number, MemberFlows>, from: number, to: number, amount: number): void {
  const payer = memberIn(members, from, true);
  const payee = memberIn(members, to, false);
  const passed = Math.min(amount, payer.inMinor - payer.passedMinor);
  payer.passedMinor += Math.max(0, passed);
  payer.outMinor += amount;
  payee.inMinor += amount;
  payer.partners.add(to);
  payee.partners.add(from);
}

function memberIn(members: Map<number, MemberFlows>, account: number, bringsMoney: boolean): MemberFlows {
  let member = members.get(account);
  if (!member) {
    member = { account, inMinor: 0, outMinor: 0, passedMinor: 0, partners: new Set(), bringsMoney };
    members.set(account, member);
  }
  return member;
}

function evidenceOf(
  payments: Payments,
  window: WindowFlows,
  accounts: readonly number[],
  members: ReadonlyMap<number, MemberFlows>,
  sums: { internal: number; count: number; all: number; before: number },
  historyWindows: number,
): CommunityEvidence {
  const inside = new Set(accounts);
  let [passed, balanced] = [0, 0];
  for (const { inMinor, outMinor, passedMinor } of members.values()) {
    passed += passedMinor;
    balanced += Math.min(inMinor, outMinor);
  }
  const floor = window.medianMinor;
  const usual = historyWindows > 0 ? sums.before / historyWindows : 0;
  const sharing = new Set(
    sharedDevices(payments, window)
      .map((users) => users.filter((user) => inside.has(user)))
      .filter((users) => users.length > 1)
      .flat(),
  );
  const share = (part: number): number => (sums.internal === 0 ? 0 : part / sums.internal);
  return {
    size: accounts.length,
    internalMinor: sums.internal,
    passedOn: share(passed),
    roundTrip: share(balanced),
    novelty: noveltyOf(window, inside),
    isolation: sums.all === 0 ? 0 : sums.internal / sums.all,
    burst: historyWindows > 0 ? Math.log2((sums.internal + floor) / (usual + floor)) : 0,
    paymentSize: sums.count === 0 ? 0 : Math.log2(sums.internal / sums.count / floor),
    sharedDevices: sharing.size / accounts.length,
  };
}

function noveltyOf({ flows }: WindowFlows, inside: ReadonlySet<number>): number {
  const sums = { inside: 0, insideNew: 0, outside: 0, outsideNew: 0 };
  for (const { from, to, amountMinor, isNew } of flows) {
    if (inside.has(from) && inside.has(to)) {
      sums.inside += amountMinor;
      if (isNew) sums.insideNew += amountMinor;
    } else {
      sums.outside += amountMinor;
      if (isNew) sums.outsideNew += amountMinor;
    }
  }
  const among = sums.inside === 0 ? 0 : sums.insideNew / sums.inside;
  return among - (sums.outside === 0 ? 0 : sums.outsideNew / sums.outside);
}

function lowerBound(sorted: Uint32Array, value: number): number {
  let begin = 0;
  let end = sorted.length;
  while (begin < end) {
    const middle = (begin + end) >>> 1;
    if (sorted[middle]! < value) begin = middle + 1;
    else end = middle;
  }
  return begin;
}
