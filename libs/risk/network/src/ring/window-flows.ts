import { firstAt, type Payments } from '../payment/payments.js';

/** What two accounts did with each other in a window, one way. */
export interface Flow {
  readonly from: number;
  readonly to: number;
  amountMinor: number;
  payments: number;
  /** Whether the two had nothing to do with each other before it began to matter. */
  readonly isNew: boolean;
}

export interface WindowFlows {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Positions of its payments: [begin, end). */
  readonly begin: number;
  readonly end: number;
  readonly flows: readonly Flow[];
  /** Of the amounts in this window and the four before: in a small town a ring would else be its own yardstick. */
  readonly medianMinor: number;
}

/** When each pair of accounts first had to do with each other, whichever way. */
export type FirstMeetings = ReadonlyMap<number, number>;

export function pairKey(accounts: number, one: number, other: number): number {
  return Math.min(one, other) * accounts + Math.max(one, other);
}

export function firstMeetings({ count, accounts, from, to, atMs }: Payments): FirstMeetings {
  const first = new Map<number, number>();
  for (let at = 0; at < count; at += 1) {
    const key = pairKey(accounts, from[at]!, to[at]!);
    if (!first.has(key)) first.set(key, atMs[at]!);
  }
  return first;
}

const windowsOfMedian = 5;

/** Sums the payments of [fromMs, untilMs) by payer and payee; whoever pays himself is left out. */
export function windowFlows(
  payments: Payments,
  meetings: FirstMeetings,
  fromMs: number,
  untilMs: number,
  newSinceMs: number,
): WindowFlows {
  const { accounts, from, to, amountMinor } = payments;
  const [begin, end] = [firstAt(payments, fromMs), firstAt(payments, untilMs)];
  const flows = new Map<number, Flow>();
  for (let at = begin; at < end; at += 1) {
    const [payer, payee] = [from[at]!, to[at]!];
    if (payer === payee) continue;
    const key = payer * accounts + payee;
    let flow = flows.get(key);
    if (!flow) {
      const isNew = meetings.get(pairKey(accounts, payer, payee))! >= newSinceMs;
      flow = { from: payer, to: payee, amountMinor: 0, payments: 0, isNew };
      flows.set(key, flow);
    }
    flow.amountMinor += amountMinor[at]!;
    flow.payments += 1;
  }
  const recently = firstAt(payments, untilMs - windowsOfMedian * (untilMs - fromMs));
  const amounts = amountMinor.slice(recently, end).sort();
  return {
    fromMs,
    untilMs,
    begin,
    end,
    flows: [...flows.values()],
    medianMinor: amounts[amounts.length >> 1] || 1,
  };
}
