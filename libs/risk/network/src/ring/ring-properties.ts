import type { Properties } from '../linear/linear-model.js';
import type { CommunityEvidence } from './community-evidence.js';

export type RingProperty =
  'burst' | 'roundTrip' | 'passedOn' | 'novelty' | 'isolation' | 'paymentSize' | 'sharedDevices' | 'size';

/** What the model reads, each made so that more of it speaks for a ring. Clamped, so that no single one decides. */
export const ringProperties: Properties<RingProperty, CommunityEvidence> = {
  burst: ({ burst }) => clamp(burst, 0, 8),
  roundTrip: ({ roundTrip }) => Math.min(roundTrip, 0.5),
  passedOn: ({ passedOn }) => Math.min(passedOn, 0.5),
  novelty: ({ novelty }) => clamp(novelty, 0, 0.5),
  isolation: ({ isolation }) => isolation,
  paymentSize: ({ paymentSize }) => clamp(paymentSize, 0, 6),
  sharedDevices: ({ sharedDevices }) => sharedDevices,
  size: ({ size }) => clamp(Math.log2(size), 0, 4),
};

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
