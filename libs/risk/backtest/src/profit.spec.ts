import { parseRate } from '@fanxing/kernel';
import { defaultTerms, readTerms } from './backtest-terms.js';
import { expectedLoss, profitOf, scaledLoss } from './profit.js';

const loan = { exposure: 1_000_000n, dailyRate: parseRate('0.0005') };
const terms = readTerms({ termDays: '73', fundingRate: '0.05', averageBalance: '0.5' });

it('of a good loan is its interest without what the money costs', () => {
  // 10,000.00 × 0.5 × 0.0005 × 73 = 182.50; 10,000.00 × 0.5 × 0.05 × 73 ÷ 365 = 50.00
  expect(profitOf(loan, false, terms)).toEqual({
    interest: 18_250n,
    funding: 5_000n,
    loss: 0n,
    profit: 13_250n,
  });
});

it('of a bad loan lacks the interest that is not paid, and what is lost', () => {
  const half = { ...terms, interestOfBad: parseRate('0.4') };
  expect(profitOf(loan, true, half)).toEqual({
    interest: 7_300n,
    funding: 5_000n,
    loss: 450_000n,
    profit: -447_700n,
  });
  expect(profitOf(loan, true, terms, 12_345n)).toMatchObject({ interest: 0n, loss: 12_345n });
});

it('rounds half to even, once for each part', () => {
  // 1.00 × 0.005 × 1 = 0.005, half a fen: to 0; 3.00 × 0.005 = 0.015: to 0.02
  const day = { ...readTerms({ termDays: '1', fundingRate: '0' }) };
  const of = (exposure: bigint) => profitOf({ exposure, dailyRate: parseRate('0.005') }, false, day).interest;
  expect([of(100n), of(300n)]).toEqual([0n, 2n]);
});

it('expects a loss by probability, loss given default and exposure', () => {
  expect(expectedLoss(1_000_000n, 0.02, terms)).toBe(9_000n);
  expect(expectedLoss(10n ** 17n, 0.000_000_001, terms)).toBe(45_000_000n);
});

it('carries a recorded loss over to another exposure', () => {
  expect([scaledLoss(300n, 1_000n, 500n), scaledLoss(0n, 0n, 500n)]).toEqual([150n, 0n]);
});

describe('terms', () => {
  it('are those of the page where nothing is said', () => {
    expect(readTerms({ uplift: undefined })).toEqual(readTerms(defaultTerms));
  });

  it.each([
    ['termDays', '0'],
    ['termDays', '1.5'],
    ['lossGivenDefault', '1.01'],
    ['fundingRate', '-0.1'],
    ['uplift', '0.9'],
    ['inference', 'guess'],
  ])('refuse %s of %s at its place', (term, text) => {
    expect(() => readTerms({ [term]: text })).toThrow(
      expect.objectContaining({ reason: 'INPUT_INVALID', path: term }) as Error,
    );
  });
});
