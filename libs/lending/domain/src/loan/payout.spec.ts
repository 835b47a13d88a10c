import fc from 'fast-check';
import { parseCurrency, type Rounding } from '@fanxing/kernel';
import { payoutOf, payoutOfPrincipal, type UpfrontFee } from './payout.js';

const CNY = parseCurrency('CNY');
const terms = (fees: readonly UpfrontFee[], rounding: Rounding = 'half-up') => ({
  fees,
  currency: CNY,
  rounding,
});

const service: UpfrontFee = { name: 'service', charged: 'DEDUCTED', rate: '0.015' };
const insurance: UpfrontFee = { name: 'insurance', charged: 'ADDED', rate: '0.02' };
const stamp: UpfrontFee = { name: 'stamp', charged: 'DEDUCTED', amount: '5.00' };

describe('paying a loan out', () => {
  it('hands all of it over where nothing is charged', () => {
    expect(payoutOf(10_000_00n, terms([]))).toEqual({
      principalMinor: 10_000_00n,
      paidOutMinor: 10_000_00n,
      feeMinor: 0n,
      fees: [],
    });
  });

  it('keeps back what is deducted: 10,000.00 less 1.5 % and 5.00 is 9,845.00, and 10,000.00 is owed', () => {
    expect(payoutOf(10_000_00n, terms([service, stamp]))).toEqual({
      principalMinor: 10_000_00n,
      paidOutMinor: 9_845_00n,
      feeMinor: 155_00n,
      fees: [
        { name: 'service', minor: 150_00n },
        { name: 'stamp', minor: 5_00n },
      ],
    });
  });

  it('lends on top what is added: 10,000.00 is handed over, and 10,200.00 is owed', () => {
    expect(payoutOf(10_000_00n, terms([insurance]))).toMatchObject({
      principalMinor: 10_200_00n,
      paidOutMinor: 10_000_00n,
      feeMinor: 200_00n,
    });
  });

  it('is refused where the fees leave nothing', () => {
    expect(() => payoutOf(5_00n, terms([stamp]))).toThrow(
      expect.objectContaining({ reason: 'INPUT_INVALID', path: 'input.amount' }),
    );
  });

  it('is found again from the principal alone, to the cent', () => {
    const fee = fc.record({
      name: fc.constant('fee'),
      charged: fc.constantFrom('DEDUCTED' as const, 'ADDED' as const),
      rate: fc.integer({ min: 0, max: 199_999 }).map((units) => (units / 1_000_000).toFixed(6)),
    });
    fc.assert(
      fc.property(
        fc.bigInt(1n, 10n ** 12n),
        fc.array(fee, { maxLength: 4 }),
        fc.constantFrom<Rounding>('half-up', 'half-even', 'down', 'up'),
        (asked, fees, rounding) => {
          fc.pre(asked > 100n);
          const payout = payoutOf(asked, terms(fees, rounding));
          expect(payoutOfPrincipal(payout.principalMinor, terms(fees, rounding))).toEqual(payout);
          expect(payout.paidOutMinor + payout.feeMinor).toBe(payout.principalMinor);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
