import {
  clampRate,
  compareRates,
  fromEpochMs,
  maxMinor,
  minMinor,
  minorUnitExponent,
  toEpochMs,
  type CurrencyCode,
  type Instant,
  type Rate,
} from '@fanxing/kernel';
import type { Offer } from './offer.js';

/** The part of a product's terms that bounds an offer; `ProductTerms` of the product room has this shape. */
export interface OfferTerms {
  readonly currency: CurrencyCode;
  readonly limitMinMinor: bigint;
  readonly limitMaxMinor: bigint;
  readonly dailyRateMin: Rate;
  readonly dailyRateMax: Rate;
  readonly offerValidMinutes: number;
}

/** Where the product's bounds changed what risk had decided. */
export type OfferAdjustment =
  | 'LIMIT_LOWERED_TO_PRODUCT_MAXIMUM'
  | 'LIMIT_ROUNDED_DOWN'
  | 'RATE_LOWERED_TO_PRODUCT_MAXIMUM'
  | 'RATE_RAISED_TO_PRODUCT_MINIMUM';

export type OfferResult =
  | { readonly outcome: 'OFFER'; readonly offer: Offer; readonly adjustments: readonly OfferAdjustment[] }
  | {
      readonly outcome: 'DECLINE';
      readonly reasons: readonly [{ readonly code: 'LIMIT_BELOW_PRODUCT_MINIMUM' }];
    };

/** Limits are offered in whole hundreds of the currency's major unit: people read them, and argue about them. */
const limitStepMajor = 100n;
const msPerMinute = 60_000;

/**
 * Brings a decided limit and price within the product's bounds. A limit below the product's lowest is a decline, which
 * is an answer and no error. Rounding: the limit goes **down** to whole hundreds of the major unit, but not below the
 * product's lowest; the price is not rounded.
 */
export function makeOffer(input: {
  readonly terms: OfferTerms;
  readonly decision: { readonly limitMinor: bigint; readonly dailyRate: Rate };
  readonly decidedAt: Instant;
}): OfferResult {
  const { terms, decision, decidedAt } = input;
  if (decision.limitMinor < terms.limitMinMinor) {
    return { outcome: 'DECLINE', reasons: [{ code: 'LIMIT_BELOW_PRODUCT_MINIMUM' }] };
  }
  const capped = minMinor(decision.limitMinor, terms.limitMaxMinor);
  const limitMinor = maxMinor(roundDownToStep(capped, terms.currency), terms.limitMinMinor);
  const dailyRate = clampRate(decision.dailyRate, terms.dailyRateMin, terms.dailyRateMax);

  const adjustments: OfferAdjustment[] = [];
  if (capped < decision.limitMinor) adjustments.push('LIMIT_LOWERED_TO_PRODUCT_MAXIMUM');
  if (limitMinor < capped) adjustments.push('LIMIT_ROUNDED_DOWN');
  const rateMoved = compareRates(dailyRate, decision.dailyRate);
  if (rateMoved < 0) adjustments.push('RATE_LOWERED_TO_PRODUCT_MAXIMUM');
  if (rateMoved > 0) adjustments.push('RATE_RAISED_TO_PRODUCT_MINIMUM');

  const expiresAt = fromEpochMs(toEpochMs(decidedAt) + terms.offerValidMinutes * msPerMinute);
  const offer: Offer = {
    status: 'OPEN',
    currency: terms.currency,
    limitMinor,
    dailyRate,
    offeredAt: decidedAt,
    expiresAt,
  };
  return { outcome: 'OFFER', offer, adjustments };
}

function roundDownToStep(minor: bigint, currency: CurrencyCode): bigint {
  const step = limitStepMajor * 10n ** BigInt(minorUnitExponent(currency));
  return minor - (minor % step);
}
