import type { Payments } from '../payment/payments.js';
import { fittedKinds, plantRings, type PlantedRing, type RingKind } from '../simulate/plant-rings.js';
import { playedPayments } from '../simulate/play.js';
import { simulateWorld, type WorldOptions } from '../simulate/payment-world.js';
import type { CommunityEvidence } from './community-evidence.js';
import { watchCommunities, type Community } from './watch-communities.js';

const msPerDay = 86_400_000;

export interface RingWorldOptions extends WorldOptions {
  readonly kinds?: readonly RingKind[];
  readonly rings?: number;
  readonly stake?: number;
}

export interface RingWorld {
  readonly payments: Payments;
  readonly rings: readonly PlantedRing[];
}

/** A simulated town with rings at work from the fourth week on; before, there is only ordinary life to get used to. */
export function simulateRings(options: RingWorldOptions): RingWorld {
  const world = simulateWorld(options);
  const recruits = [...world.roles].filter(([, role]) => role === 'person').map(([id]) => id);
  const { payments, rings } = plantRings({
    seed: options.seed + 1_000,
    rings: options.rings ?? 10,
    kinds: options.kinds ?? fittedKinds,
    recruits,
    fromMs: world.startMs + 21 * msPerDay,
    untilMs: world.startMs + world.days * msPerDay,
    stake: options.stake ?? 3_000,
  });
  return { payments: playedPayments([...world.payments, ...payments]), rings };
}

/** The share of members in common of all members: Jaccard's index. */
export function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let common = 0;
  for (const member of one) if (other.has(member)) common += 1;
  return one.size + other.size === 0 ? 0 : common / (one.size + other.size - common);
}

export interface LabelledCommunity {
  readonly evidence: CommunityEvidence;
  readonly isRing: boolean;
}

/** The communities of all windows with what they truly are; those that hold a part of a ring are neither and left out. */
export function labelledCommunities(options: RingWorldOptions): LabelledCommunity[] {
  const { payments, rings } = simulateRings(options);
  const members = rings.map((ring) => new Set(ring.members));
  return [...watchCommunities(payments, { windowMs: 7 * msPerDay })].flat().flatMap((community) => {
    const like = Math.max(0, ...members.map((ring) => likeness(ring, idsIn(payments, community))));
    return like > 0.1 && like < 0.5 ? [] : [{ evidence: community.evidence, isRing: like >= 0.5 }];
  });
}

function idsIn({ idOf }: Payments, { accounts }: Community): Set<string> {
  return new Set(accounts.map(idOf));
}

/** What the model is fitted to: small and large sums, few and many sellers, days of promotion. Tests use other seeds and kinds. */
export const fittingRingWorlds: readonly RingWorldOptions[] = [
  { seed: 51, individuals: 400, days: 42, choice: 2, promotionDays: [30] },
  { seed: 52, individuals: 400, days: 42, choice: 1, stake: 800 },
  { seed: 53, individuals: 400, days: 42, choice: 4, stake: 400, promotionDays: [40] },
  { seed: 54, individuals: 400, days: 42, choice: 3, stake: 8_000, sociability: 2 },
];
