import { firstAt, paymentsByAccount, type Payments } from '../payment/payments.js';
import { carryLabels, groupsOf } from './carry-labels.js';
import { viewCommunity, type CommunityView } from './community-evidence.js';
import { suspiciousTies } from './suspicious-ties.js';
import { firstMeetings, windowFlows } from './window-flows.js';

export interface Community extends CommunityView {
  /** The same in every window in which the community lives on. */
  readonly label: number;
  readonly accounts: readonly number[];
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface WindowOptions {
  readonly windowMs: number;
  /** From one window's beginning to the next one's; default half a window, so that no ring falls between two. */
  readonly stepMs?: number;
}

const sizeMin = 3;

/** The communities of every window, window after window. Nothing of a later window changes what was said of an earlier one. */
export function* watchCommunities(
  payments: Payments,
  options: WindowOptions,
): Generator<readonly Community[]> {
  const { windowMs } = options;
  const stepMs = options.stepMs ?? windowMs / 2;
  if (payments.count === 0) return;
  const meetings = firstMeetings(payments);
  const byAccount = paymentsByAccount(payments);
  const firstMs = Math.floor(payments.atMs[0]! / stepMs) * stepMs;
  const lastMs = payments.atMs[payments.count - 1]!;
  let labels: ReadonlyMap<number, number> = new Map();
  for (let number = 0; ; number += 1) {
    const next = firstAt(payments, firstMs + (number + 1) * stepMs - windowMs);
    // Nothing happened for a while: on to the first window that holds the next payment.
    number = Math.max(number, Math.floor((payments.atMs[next]! - firstMs) / stepMs));
    const untilMs = firstMs + (number + 1) * stepMs;
    const window = windowFlows(payments, meetings, untilMs - windowMs, untilMs, untilMs - 2 * windowMs);
    const ties = suspiciousTies(payments, window);
    const fresh = number * payments.accounts;
    const groups = groupsOf(ties, carryLabels(ties, labels, fresh), fresh);
    labels = new Map([...groups].flatMap(([label, accounts]) => accounts.map((account) => [account, label])));
    yield [...groups]
      .filter(([, accounts]) => accounts.length >= sizeMin)
      .map(([label, accounts]) => ({
        label,
        accounts,
        fromMs: window.fromMs,
        untilMs,
        ...viewCommunity(payments, byAccount, window, accounts),
      }));
    if (untilMs > lastMs) return;
  }
}
