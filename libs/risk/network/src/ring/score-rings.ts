import type { Payments } from '../payment/payments.js';
import type { PlantedRing } from '../simulate/plant-rings.js';
import type { Ring } from './find-rings.js';

/** How well planted rings were found. */
export interface RingScore {
  readonly planted: number;
  /** Planted rings of which at least half the members were reported together. */
  readonly found: number;
  /** Of these, reported more than a window after they began. */
  readonly foundLate: number;
  readonly reported: number;
  /** Reported rings of which less than a third belongs to planted ones. */
  readonly wrong: number;
  /** Of the accounts that were reported, those that belong to a planted ring; null if none was reported. */
  readonly precision: number | null;
  /** Of the accounts of planted rings, those that were reported; null if there are none. */
  readonly recall: number | null;
  readonly buyerPrecision: number | null;
  readonly buyerRecall: number | null;
}

export function scoreRings(
  payments: Payments,
  planted: readonly PlantedRing[],
  rings: readonly Ring[],
  windowMs: number,
): RingScore {
  const reported = rings.map(({ members }) => new Set(members.map(({ account }) => payments.idOf(account))));
  const truth = new Set(planted.flatMap(({ members }) => members));
  const delays = planted.flatMap(({ members, startMs }) => {
    const at = reported.findIndex(
      (some) => members.filter((id) => some.has(id)).length * 2 >= members.length,
    );
    return at < 0 ? [] : [rings[at]!.reportedMs - startMs];
  });
  const accounts = new Set(reported.flatMap((some) => [...some]));
  const trueBuyers = new Set(planted.flatMap(({ buyers }) => buyers));
  const withBuyers = new Set(
    planted.filter(({ buyers }) => buyers.length > 0).flatMap(({ members }) => members),
  );
  const buyers = new Set(
    rings
      .flatMap(({ members }) => members.filter(({ role }) => role === 'buyer'))
      .map(({ account }) => payments.idOf(account))
      .filter((id) => withBuyers.has(id)),
  );
  return {
    planted: planted.length,
    found: delays.length,
    foundLate: delays.filter((delay) => delay > windowMs).length,
    reported: rings.length,
    wrong: reported.filter((some) => common(some, truth) * 3 < some.size).length,
    precision: share(common(accounts, truth), accounts.size),
    recall: share(common(accounts, truth), truth.size),
    buyerPrecision: share(common(buyers, trueBuyers), buyers.size),
    buyerRecall: share(common(buyers, trueBuyers), trueBuyers.size),
  };
}

function common(some: ReadonlySet<string>, others: ReadonlySet<string>): number {
  return [...some].filter((id) => others.has(id)).length;
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
