import { formatMinor, formatRate, parseRate, type Instant } from '@fanxing/kernel';
import { annualRateOf } from '@fanxing/lending-domain';
import type { DecisionReason } from '@fanxing/risk-contract';
import type { ApplicationRow } from './application.store.js';

export interface MoneyView {
  readonly amount: string;
  readonly currency: string;
}

export interface PriceView {
  readonly dailyRate: string;
  readonly annualRate: string;
}

export interface OfferView {
  readonly id: string;
  readonly status: string;
  readonly limit: MoneyView;
  readonly price: PriceView;
  readonly expiresAt: Instant;
}

/** An application as the API shows it; `borrower` and `product` are resolved by their ids. */
export interface ApplicationView {
  readonly id: string;
  readonly status: string;
  readonly borrowerId: string;
  readonly product: { readonly id: string };
  readonly asOf: Instant;
  readonly receivedAt: Instant;
  readonly decidedAt: Instant | null;
  readonly decision: DecisionView | null;
  readonly offer: OfferView | null;
}

interface DecisionView {
  readonly id: string;
  readonly outcome: 'APPROVE' | 'DECLINE';
  readonly reasons: readonly DecisionReason[];
  readonly limit: MoneyView | null;
  readonly price: PriceView | null;
}

/** The API's view of an application at a moment: an open offer whose time is over shows as expired. */
export function applicationView(row: ApplicationRow, now: Instant): ApplicationView {
  const offer = offerView(row, now);
  return {
    id: row.id,
    status: row.status,
    borrowerId: row.borrowerId,
    product: { id: row.productId },
    asOf: row.asOf,
    receivedAt: row.receivedAt,
    decidedAt: row.decidedAt,
    offer,
    decision:
      row.decisionId === null || row.outcome === null
        ? null
        : {
            id: row.decisionId,
            outcome: row.outcome,
            reasons: row.reasons,
            limit: offer?.limit ?? null,
            price: offer?.price ?? null,
          },
  };
}

export function priceView(dailyRate: string): PriceView {
  const rate = parseRate(dailyRate);
  return { dailyRate: formatRate(rate), annualRate: formatRate(annualRateOf(rate)) };
}

function offerView(row: ApplicationRow, now: Instant): OfferView | null {
  const { offerId, offerStatus, limitMinor, dailyRate, currency, expiresAt } = row;
  if (
    offerId === null ||
    offerStatus === null ||
    limitMinor === null ||
    dailyRate === null ||
    currency === null ||
    expiresAt === null
  )
    return null;
  return {
    id: offerId,
    status: offerStatus === 'OPEN' && expiresAt <= now ? 'EXPIRED' : offerStatus,
    limit: { amount: formatMinor(BigInt(limitMinor), currency), currency },
    price: priceView(dailyRate),
    expiresAt,
  };
}
