import type { OfferAdjustment } from '@fanxing/lending-domain';
import type { DecisionReason } from '@fanxing/risk-contract';

type OfferReason = OfferAdjustment | 'LIMIT_BELOW_PRODUCT_MINIMUM';

/** What the product's bounds did to a decision, in words for the borrower; risk words its own reasons. */
const sentences: Record<OfferReason, { text: string; textZh: string }> = {
  LIMIT_BELOW_PRODUCT_MINIMUM: {
    text: 'The limit would be below the lowest of this product.',
    textZh: '可授信额度低于该产品的最低额度。',
  },
  LIMIT_LOWERED_TO_PRODUCT_MAXIMUM: {
    text: 'The limit is the highest of this product.',
    textZh: '额度已按该产品上限核定。',
  },
  LIMIT_ROUNDED_DOWN: {
    text: 'The limit is rounded down to a whole hundred.',
    textZh: '额度已向下取整到百位。',
  },
  RATE_LOWERED_TO_PRODUCT_MAXIMUM: {
    text: 'The rate is the highest of this product.',
    textZh: '利率已按该产品上限核定。',
  },
  RATE_RAISED_TO_PRODUCT_MINIMUM: {
    text: 'The rate is the lowest of this product.',
    textZh: '利率已按该产品下限核定。',
  },
};

export function reasonInWords(code: string): DecisionReason {
  const sentence = (sentences as Record<string, { text: string; textZh: string } | undefined>)[code];
  if (!sentence) throw new Error(`no sentence for the reason ${code}`);
  return { code, ...sentence };
}
