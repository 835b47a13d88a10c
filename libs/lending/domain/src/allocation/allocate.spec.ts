import fc from 'fast-check';
import { parseCurrency } from '@fanxing/kernel';
import { allocate, interestFirst } from './allocate.js';

const currency = parseCurrency('CNY');
const debt = { interestDueMinor: 5_000n, principalMinor: 100_000n, currency };

describe('allocating a repayment', () => {
  it.each([
    ['less than the interest', 4_999n, 4_999n, 0n],
    ['the interest', 5_000n, 5_000n, 0n],
    ['a cent more than the interest', 5_001n, 5_000n, 1n],
    ['all that is owed', 105_000n, 5_000n, 100_000n],
  ])('of %s pays interest before principal', (_, amountMinor, interestMinor, principalMinor) => {
    expect(allocate({ ...debt, amountMinor })).toEqual({ interestMinor, principalMinor });
  });

  it('pays principal first where the terms say so', () => {
    const order = ['principal', 'interest'] as const;
    expect(allocate({ ...debt, amountMinor: 100_001n, order })).toEqual({
      interestMinor: 1n,
      principalMinor: 100_000n,
    });
  });

  it('refuses a cent more than is owed, and says what is owed', () => {
    expect(() => allocate({ ...debt, amountMinor: 105_001n })).toThrow(
      expect.objectContaining({
        reason: 'REPAYMENT_EXCEEDS_DEBT',
        details: { outstanding: '1050.00', currency: 'CNY' },
      }),
    );
  });

  it.each([0n, -1n])('refuses %d', (amountMinor) => {
    expect(() => allocate({ ...debt, amountMinor })).toThrow(
      expect.objectContaining({ reason: 'AMOUNT_NOT_POSITIVE' }),
    );
  });

  it('gives every cent to exactly one part and no part more than is owed, in either order', () => {
    const owed = fc.bigInt({ min: 0n, max: 10n ** 15n });
    fc.assert(
      fc.property(
        fc.tuple(owed, owed).filter(([interest, principal]) => interest + principal > 0n),
        fc.integer({ min: 0, max: 10_000 }),
        fc.constantFrom(interestFirst, ['principal', 'interest'] as const),
        ([interestDueMinor, principalMinor], share, order) => {
          const owedMinor = interestDueMinor + principalMinor;
          const amountMinor = (owedMinor * BigInt(share)) / 10_000n || 1n;
          const parts = allocate({ amountMinor, interestDueMinor, principalMinor, currency, order });
          expect(parts.interestMinor + parts.principalMinor).toBe(amountMinor);
          expect(parts.interestMinor >= 0n && parts.interestMinor <= interestDueMinor).toBe(true);
          expect(parts.principalMinor >= 0n && parts.principalMinor <= principalMinor).toBe(true);
          const [first, second] =
            order[0] === 'interest'
              ? [interestDueMinor - parts.interestMinor, parts.principalMinor]
              : [principalMinor - parts.principalMinor, parts.interestMinor];
          expect(first === 0n || second === 0n).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
