/**
 * The states of an offer.
 *
 * - `OPEN`: made, and not answered. Left by the borrower's answer, or by time.
 * - `ACCEPTED`: signed; a credit line was opened from it. Final.
 * - `DECLINED`: the borrower turned it down. Final.
 * - `EXPIRED`: not answered before `expiresAt`. Final. An open offer past that instant counts as expired at once,
 *   whether or not anybody has written it down yet.
 */
import { Fault, type CurrencyCode, type Instant, type Rate } from '@fanxing/kernel';
import { follow, type TransitionTable } from '../transition/transition-table.js';

export type OfferStatus = 'OPEN' | 'ACCEPTED' | 'DECLINED' | 'EXPIRED';

/** A credit line that the borrower may accept until `expiresAt`. */
export interface Offer {
  readonly status: OfferStatus;
  readonly currency: CurrencyCode;
  readonly limitMinor: bigint;
  readonly dailyRate: Rate;
  readonly offeredAt: Instant;
  /** The first instant at which it can not be accepted any more. */
  readonly expiresAt: Instant;
}

export type OfferEvent = 'ACCEPT' | 'DECLINE' | 'LET_EXPIRE';

export const offerTransitions: TransitionTable<OfferStatus, OfferEvent> = {
  ACCEPT: { from: ['OPEN'], to: 'ACCEPTED' },
  DECLINE: { from: ['OPEN'], to: 'DECLINED' },
  LET_EXPIRE: { from: ['OPEN'], to: 'EXPIRED' },
};

/** The state to show at an instant: an open offer whose time is over is expired. */
export function offerStatusAt(offer: Offer, at: Instant): OfferStatus {
  return offer.status === 'OPEN' && at >= offer.expiresAt ? 'EXPIRED' : offer.status;
}

/** The offer, accepted. Fails with OFFER_EXPIRED when it is too late, with STATE_CONFLICT when it was answered before. */
export function acceptOffer(offer: Offer, at: Instant): Offer {
  requireInTime(offer, at);
  return { ...offer, status: follow(offerTransitions, 'offer', offer.status, 'ACCEPT') };
}

/** The offer, turned down by the borrower. Fails as {@link acceptOffer} does. */
export function declineOffer(offer: Offer, at: Instant): Offer {
  requireInTime(offer, at);
  return { ...offer, status: follow(offerTransitions, 'offer', offer.status, 'DECLINE') };
}

function requireInTime(offer: Offer, at: Instant): void {
  if (offerStatusAt(offer, at) === 'EXPIRED')
    throw new Fault('OFFER_EXPIRED', { expiresAt: offer.expiresAt });
}
