import fc from 'fast-check';
import { Fault, parseBusinessDate, parseCurrency, parseInstant, parseRate } from '@fanxing/kernel';
import { acceptOffer, type Offer } from '../offer/offer.js';
import { availableOf, lineStatusOn, openLine, release, reserve, type CreditLine } from './credit-line.js';
import { transitionLine } from './line-status.js';

const currency = parseCurrency('CNY');
const on = parseBusinessDate('2026-11-22');
const at = parseInstant('2026-11-22T08:00:00Z');
const offer: Offer = {
  status: 'OPEN',
  currency,
  limitMinor: 1_000_000n,
  dailyRate: parseRate('0.0005'),
  offeredAt: at,
  expiresAt: parseInstant('2026-11-23T08:00:00Z'),
};
const line = openLine({ offer: acceptOffer(offer, at), drawMinMinor: 10_000n, lineTermDays: 365, on });

function faultOf(attempt: () => unknown): Fault {
  try {
    attempt();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a credit line', () => {
  it('opens with the limit of the accepted offer, unused, for the term of the product', () => {
    expect(line).toEqual({
      status: 'ACTIVE',
      currency,
      limitMinor: 1_000_000n,
      usedMinor: 0n,
      drawMinMinor: 10_000n,
      expiresOn: '2027-11-22',
    });
  });

  it('does not open from an offer that nobody accepted', () => {
    expect(() => openLine({ offer, drawMinMinor: 1n, lineTermDays: 1, on })).toThrow('OPEN');
  });

  it('lends what is available to the last cent, and again what came back', () => {
    const drawn = reserve(line, 1_000_000n, on);
    expect(availableOf(drawn)).toBe(0n);
    const repaid = release(drawn, 400_000n);
    expect(availableOf(repaid)).toBe(400_000n);
    expect(availableOf(reserve(repaid, 400_000n, on))).toBe(0n);
    expect(availableOf(line)).toBe(1_000_000n);
  });

  it('refuses a cent too much and says what is left', () => {
    const drawn = reserve(line, 765_432n, on);
    const fault = faultOf(() => reserve(drawn, 234_569n, on));
    expect(fault).toMatchObject({
      reason: 'LINE_AVAILABLE_EXCEEDED',
      category: 'LIMIT_EXCEEDED',
      details: { available: '2345.68', currency: 'CNY' },
    });
  });

  it('refuses a drawdown that is too small, nothing, or less', () => {
    expect(faultOf(() => reserve(line, 9_999n, on))).toMatchObject({
      reason: 'DRAW_TOO_SMALL',
      details: { lowest: '100.00', currency: 'CNY' },
    });
    expect(faultOf(() => reserve(line, 0n, on)).reason).toBe('AMOUNT_NOT_POSITIVE');
    expect(faultOf(() => reserve(line, -10_000n, on)).reason).toBe('AMOUNT_NOT_POSITIVE');
  });

  it('can be drawn on its last day, and not on the day it expires', () => {
    expect(reserve(line, 10_000n, parseBusinessDate('2027-11-21')).usedMinor).toBe(10_000n);
    const fault = faultOf(() => reserve(line, 10_000n, parseBusinessDate('2027-11-22')));
    expect(fault).toMatchObject({
      reason: 'STATE_CONFLICT',
      details: { status: 'EXPIRED', needed: 'ACTIVE' },
    });
    expect(lineStatusOn({ ...line, status: 'CLOSED' }, parseBusinessDate('2030-01-01'))).toBe('CLOSED');
  });

  it.each(['FROZEN', 'EXPIRED', 'CLOSED'] as const)(
    'is not drawn when %s, but takes money back',
    (status) => {
      const stopped: CreditLine = { ...reserve(line, 50_000n, on), status };
      expect(faultOf(() => reserve(stopped, 10_000n, on))).toMatchObject({
        reason: 'STATE_CONFLICT',
        details: { what: 'credit line', status, needed: 'ACTIVE' },
      });
      expect(release(stopped, 50_000n).usedMinor).toBe(0n);
    },
  );

  it('has nothing available after its limit was cut below what is used', () => {
    const cut = { ...reserve(line, 900_000n, on), limitMinor: 500_000n };
    expect(availableOf(cut)).toBe(0n);
    expect(faultOf(() => reserve(cut, 10_000n, on)).details).toMatchObject({ available: '0.00' });
  });

  it('takes it for a bug when more comes back than was drawn', () => {
    expect(() => release(line, 1n)).toThrow('of which 0 is in use');
    expect(() => release(reserve(line, 10_000n, on), -1n)).toThrow(Error);
  });

  it('never goes over its limit nor below zero, whatever is drawn and repaid', () => {
    const step = fc.record({
      kind: fc.constantFrom('draw' as const, 'repay' as const),
      amountMinor: fc.bigInt({ min: -1_000n, max: 700_000n }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let current = line;
        let model = 0n;
        for (const { kind, amountMinor } of steps) {
          const possible =
            kind === 'draw'
              ? amountMinor >= 10_000n && model + amountMinor <= 1_000_000n
              : amountMinor >= 0n && amountMinor <= model;
          const move = () =>
            kind === 'draw' ? reserve(current, amountMinor, on) : release(current, amountMinor);
          if (!possible) {
            expect(move).toThrow();
            continue;
          }
          current = move();
          model += kind === 'draw' ? amountMinor : -amountMinor;
          expect(current.usedMinor).toBe(model);
          expect(availableOf(current) + current.usedMinor).toBe(1_000_000n);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the states of a line', () => {
  it('can be frozen and unfrozen, expires, and is closed for good', () => {
    expect(transitionLine('ACTIVE', 'FREEZE')).toBe('FROZEN');
    expect(transitionLine('FROZEN', 'UNFREEZE')).toBe('ACTIVE');
    expect(transitionLine('FROZEN', 'LET_EXPIRE')).toBe('EXPIRED');
    expect(transitionLine('EXPIRED', 'CLOSE')).toBe('CLOSED');
    expect(faultOf(() => transitionLine('CLOSED', 'UNFREEZE')).reason).toBe('STATE_CONFLICT');
    expect(faultOf(() => transitionLine('EXPIRED', 'UNFREEZE')).reason).toBe('STATE_CONFLICT');
  });
});
