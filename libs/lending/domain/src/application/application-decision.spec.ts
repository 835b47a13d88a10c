import { parseCurrency, parseInstant, parseRate } from '@fanxing/kernel';
import { makeOffer } from '../offer/make-offer.js';
import { decisionWithOffer } from './application-decision.js';

const terms = {
  currency: parseCurrency('CNY'),
  limitMinMinor: 50_000n,
  limitMaxMinor: 1_000_000n,
  dailyRateMin: parseRate('0.0002'),
  dailyRateMax: parseRate('0.0005'),
  offerValidMinutes: 60,
};
const decidedAt = parseInstant('2026-11-22T08:00:00Z');

function decide(limitMinor: bigint) {
  const decided = {
    outcome: 'APPROVE' as const,
    reasons: [{ code: 'SCORE_GOOD' }],
    limitMinor,
    dailyRate: parseRate('0.0003'),
  };
  return decisionWithOffer(decided, makeOffer({ terms, decision: decided, decidedAt }));
}

describe('the decision that the borrower gets', () => {
  it('has the limit of the offer, and the reason why it is lower than what risk allowed', () => {
    expect(decide(2_000_000n)).toEqual({
      outcome: 'APPROVE',
      reasons: [{ code: 'SCORE_GOOD' }, { code: 'LIMIT_LOWERED_TO_PRODUCT_MAXIMUM' }],
      limitMinor: 1_000_000n,
      dailyRate: parseRate('0.0003'),
    });
  });

  it('is a decline when the product does not go as low as risk would', () => {
    expect(decide(49_999n)).toEqual({
      outcome: 'DECLINE',
      reasons: [{ code: 'LIMIT_BELOW_PRODUCT_MINIMUM' }],
    });
  });
});
