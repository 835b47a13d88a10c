import type { Rounding } from '@fanxing/kernel';
import { defineContract, operation } from '@fanxing/runtime/messaging';

/** What other services may ask the product service. */
export const productContract = defineContract('product', {
  /** The published version of a product. Fails with NOT_FOUND when there is none. A version never changes once published. */
  publishedTerms: operation<{ productId: string }, PublishedTerms>({ lookup: true }),
});

export interface PublishedTerms {
  readonly productId: string;
  readonly productVersionId: string;
  readonly productCode: string;
  readonly name: string;
  readonly terms: RevolvingTerms;
}

/** The terms of a revolving product (随借随还); amounts and rates are decimal strings. */
export interface RevolvingTerms {
  readonly kind: 'REVOLVING';
  readonly currency: string;
  readonly limitMin: string;
  readonly limitMax: string;
  readonly dailyRateMin: string;
  readonly dailyRateMax: string;
  readonly dayCount: 'ACT/365';
  /** The smallest drawdown. */
  readonly drawMin: string;
  /** A drawdown falls due this many days after it was disbursed. */
  readonly termDays: number;
  /** A line can be drawn for this many days. */
  readonly lineTermDays: number;
  readonly offerValidMinutes: number;
  readonly interestRounding: Rounding;
}
