import { fromEpochMs, parseCurrency, parseInstant, parseRate, toEpochMs } from '@fanxing/kernel';
import { acceptOffer, declineOffer, offerStatusAt, type Offer } from './offer.js';

const offeredAt = parseInstant('2026-11-22T08:00:00Z');
const expiresAt = parseInstant('2026-11-23T08:00:00Z');
const lastMoment = fromEpochMs(toEpochMs(expiresAt) - 1);
const open: Offer = {
  status: 'OPEN',
  currency: parseCurrency('CNY'),
  limitMinor: 1_000_000n,
  dailyRate: parseRate('0.0003'),
  offeredAt,
  expiresAt,
};

describe('answering an offer', () => {
  it('can be accepted or turned down until the last moment', () => {
    expect(offerStatusAt(open, lastMoment)).toBe('OPEN');
    expect(acceptOffer(open, lastMoment)).toEqual({ ...open, status: 'ACCEPTED' });
    expect(declineOffer(open, lastMoment)).toEqual({ ...open, status: 'DECLINED' });
  });

  it('is expired at its end, whether or not that was written down', () => {
    expect(offerStatusAt(open, expiresAt)).toBe('EXPIRED');
    for (const late of [open, { ...open, status: 'EXPIRED' as const }]) {
      for (const answer of [acceptOffer, declineOffer]) {
        expect(() => answer(late, expiresAt)).toThrow(
          expect.objectContaining({ reason: 'OFFER_EXPIRED', details: { expiresAt } }),
        );
      }
    }
  });

  it('is answered once: an accepted offer stays accepted after its end', () => {
    const accepted = acceptOffer(open, offeredAt);
    expect(offerStatusAt(accepted, expiresAt)).toBe('ACCEPTED');
    expect(() => acceptOffer(accepted, offeredAt)).toThrow(
      expect.objectContaining({
        reason: 'STATE_CONFLICT',
        details: { what: 'offer', status: 'ACCEPTED', needed: 'OPEN' },
      }),
    );
    expect(() => declineOffer(accepted, offeredAt)).toThrow(
      expect.objectContaining({ reason: 'STATE_CONFLICT' }),
    );
  });
});
