import { Fault, fromEpochMs } from '@fanxing/kernel';
import type { LendingEvent } from '../event/lending-event.js';
import { BorrowerHistory } from './borrower-history.js';
import { dayMs } from './decayed-state.js';
import { FirstUses, usesMax } from './first-uses.js';

/** The longest window of any figure. */
export const windowMaxMs = 90 * dayMs;

/** How much later than the newest event one may still come. */
const latenessMs = 7 * dayMs;

/** A borrower of the network: what it did, and what it used. */
export interface BorrowerNode {
  readonly name: string;
  readonly history: BorrowerHistory;
  readonly devices: FirstUses<SharedNode>;
  readonly phones: FirstUses<SharedNode>;
}

/** A device or a telephone number. */
export interface SharedNode {
  readonly name: string;
  readonly users: FirstUses<BorrowerNode>;
}

/** What became of an event: counted, known already, or so late that the figures it belongs to are not kept any more. */
export type Taken = 'ADDED' | 'REPEATED' | 'LATE';

/** Borrowers who used the same device or number as another, and how much was left out because too many use it. */
export interface Sharers {
  readonly byDevice: ReadonlySet<BorrowerNode>;
  readonly byPhone: ReadonlySet<BorrowerNode>;
  readonly hubs: number;
}

/**
 * Applications and loans of borrowers at lenders as they happen, with the devices and numbers that tie borrowers to one another.
 *
 * Events may come in any order and more than once. One that is more than seven days older than the newest that was taken in is LATE
 * and left out: whoever counts all at once must leave out the same, and then every figure is the same to the last bit, at every prefix
 * of the stream.
 *
 * A thing that more than {@link usesMax} borrowers have used (the telephone of a shop that sells telephones) is a hub from the moment of
 * the next one's first use: it ties nobody to anybody, and is counted as what was left out.
 */
export class LenderStream {
  private readonly borrowers = new Map<string, BorrowerNode>();
  private readonly devices = new Map<string, SharedNode>();
  private readonly phones = new Map<string, SharedNode>();
  private newestMs = Number.NEGATIVE_INFINITY;

  /** Costs one step for an event in order, and as many as the borrower has events in reach for one out of order. */
  add(event: LendingEvent): Taken {
    if (event.atMs < this.earliestMs) return 'LATE';
    const borrower = this.borrowerNode(event.borrower);
    if (!borrower.history.add(event)) return 'REPEATED';
    this.newestMs = Math.max(this.newestMs, event.atMs);
    borrower.history.forgetBefore(this.earliestMs - windowMaxMs);
    tie(borrower, borrower.devices, this.devices, event.device, event.atMs);
    tie(borrower, borrower.phones, this.phones, event.phone, event.atMs);
    return 'ADDED';
  }

  /** Names of all borrowers, in order. */
  names(): string[] {
    return [...this.borrowers.keys()].sort();
  }

  /** Undefined for one of whom nothing was told. */
  borrower(name: string): BorrowerNode | undefined {
    return this.borrowers.get(name);
  }

  /** Fails with LENDER_FIGURES_PAST as of a moment that later events have closed. */
  mustReach(asOfMs: number): void {
    if (asOfMs >= this.earliestMs) return;
    const [asOf, earliest] = [fromEpochMs(asOfMs), fromEpochMs(this.earliestMs)];
    throw new Fault('LENDER_FIGURES_PAST', { asOf, earliest }, 'asOf');
  }

  private get earliestMs(): number {
    return this.newestMs - latenessMs;
  }

  private borrowerNode(name: string): BorrowerNode {
    let node = this.borrowers.get(name);
    if (node === undefined) {
      const links = { devices: new FirstUses<SharedNode>(), phones: new FirstUses<SharedNode>() };
      node = { name, history: new BorrowerHistory(), ...links };
      this.borrowers.set(name, node);
    }
    return node;
  }
}

function tie(
  borrower: BorrowerNode,
  used: FirstUses<SharedNode>,
  all: Map<string, SharedNode>,
  name: string | undefined,
  atMs: number,
): void {
  if (name === undefined) return;
  let node = all.get(name);
  if (node === undefined) {
    node = { name, users: new FirstUses<BorrowerNode>() };
    all.set(name, node);
  }
  node.users.add(borrower, atMs);
  used.add(node, atMs);
}

/** Who shared something with a borrower before a moment. At most {@link usesMax} things of each sort are looked at, the earliest. */
export function sharersBefore(borrower: BorrowerNode, asOfMs: number): Sharers {
  const byDevice = new Set<BorrowerNode>();
  const byPhone = new Set<BorrowerNode>();
  const hubs =
    gather(borrower, borrower.devices, asOfMs, byDevice) + gather(borrower, borrower.phones, asOfMs, byPhone);
  return { byDevice, byPhone, hubs };
}

function gather(
  borrower: BorrowerNode,
  used: FirstUses<SharedNode>,
  asOfMs: number,
  into: Set<BorrowerNode>,
): number {
  let hubs = 0;
  for (const { users } of used.before(asOfMs).slice(0, usesMax)) {
    const before = users.before(asOfMs);
    if (before.length > usesMax) hubs += 1;
    else for (const user of before) if (user !== borrower) into.add(user);
  }
  return hubs;
}
