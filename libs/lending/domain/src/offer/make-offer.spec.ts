import fc from 'fast-check';
import { parseCurrency, parseInstant, parseRate } from '@fanxing/kernel';
import { makeOffer, type OfferTerms } from './make-offer.js';

const terms: OfferTerms = {
  currency: parseCurrency('CNY'),
  limitMinMinor: 50_000n,
  limitMaxMinor: 30_000_000n,
  dailyRateMin: parseRate('0.0002'),
  dailyRateMax: parseRate('0.0005'),
  offerValidMinutes: 1_440,
};
const decidedAt = parseInstant('2026-11-22T08:00:00Z');

function offerOf(limitMinor: bigint, dailyRate = '0.0003', changed: Partial<OfferTerms> = {}) {
  return makeOffer({
    terms: { ...terms, ...changed },
    decision: { limitMinor, dailyRate: parseRate(dailyRate) },
    decidedAt,
  });
}

describe('making an offer', () => {
  it('offers what was decided when the product allows it', () => {
    expect(offerOf(1_000_000n)).toEqual({
      outcome: 'OFFER',
      adjustments: [],
      offer: {
        status: 'OPEN',
        currency: 'CNY',
        limitMinor: 1_000_000n,
        dailyRate: parseRate('0.0003'),
        offeredAt: '2026-11-22T08:00:00.000Z',
        expiresAt: '2026-11-23T08:00:00.000Z',
      },
    });
  });

  it.each<[string, bigint, string, bigint, string, string[]]>([
    [
      'lowers the limit to the product maximum',
      99_999_999n,
      '0.0003',
      30_000_000n,
      '0.0003',
      ['LIMIT_LOWERED_TO_PRODUCT_MAXIMUM'],
    ],
    [
      'rounds the limit down to whole hundreds',
      1_239_999n,
      '0.0003',
      1_230_000n,
      '0.0003',
      ['LIMIT_ROUNDED_DOWN'],
    ],
    [
      'raises a price below the product',
      1_000_000n,
      '0.0001',
      1_000_000n,
      '0.0002',
      ['RATE_RAISED_TO_PRODUCT_MINIMUM'],
    ],
    [
      'lowers a price above the product',
      1_000_000n,
      '0.0009',
      1_000_000n,
      '0.0005',
      ['RATE_LOWERED_TO_PRODUCT_MAXIMUM'],
    ],
  ])('%s', (_, decidedLimit, decidedRate, limitMinor, rate, adjustments) => {
    expect(offerOf(decidedLimit, decidedRate)).toMatchObject({
      adjustments,
      offer: { limitMinor, dailyRate: parseRate(rate) },
    });
  });

  it('declines a limit below the lowest of the product, and offers the lowest itself', () => {
    expect(offerOf(49_999n)).toEqual({
      outcome: 'DECLINE',
      reasons: [{ code: 'LIMIT_BELOW_PRODUCT_MINIMUM' }],
    });
    expect(offerOf(50_000n)).toMatchObject({ offer: { limitMinor: 50_000n } });
  });

  it('does not round below the lowest of the product', () => {
    expect(offerOf(56_000n, '0.0003', { limitMinMinor: 55_000n })).toMatchObject({
      offer: { limitMinor: 55_000n },
    });
  });

  it('rounds to hundreds of the major unit also where there is no minor one', () => {
    const yen = { currency: parseCurrency('JPY'), limitMinMinor: 100n };
    expect(offerOf(12_345n, '0.0003', yen)).toMatchObject({ offer: { limitMinor: 12_300n } });
  });

  it('never offers more than was decided, nor outside the bounds of the product', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 60_000_000n }),
        fc.bigInt({ min: 0n, max: 10n ** 9n }),
        fc.bigInt({ min: 1n, max: 30_000_000n }),
        (limitMinor, units, limitMinMinor) => {
          const result = makeOffer({
            terms: { ...terms, limitMinMinor },
            decision: { limitMinor, dailyRate: { units } },
            decidedAt,
          });
          expect(result.outcome).toBe(limitMinor < limitMinMinor ? 'DECLINE' : 'OFFER');
          if (result.outcome === 'DECLINE') return;
          const { offer } = result;
          expect(offer.limitMinor <= limitMinor).toBe(true);
          expect(offer.limitMinor >= limitMinMinor && offer.limitMinor <= terms.limitMaxMinor).toBe(true);
          expect(offer.limitMinor % 10_000n === 0n || offer.limitMinor === limitMinMinor).toBe(true);
          expect(offer.dailyRate.units >= terms.dailyRateMin.units).toBe(true);
          expect(offer.dailyRate.units <= terms.dailyRateMax.units).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
