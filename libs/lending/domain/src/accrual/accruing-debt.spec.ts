import { parseBusinessDate, parseRate } from '@fanxing/kernel';
import { accrueDebt, interestDueOf, quotePayoff, type AccruingDebt } from './accruing-debt.js';

const day = parseBusinessDate;
const debt: AccruingDebt = {
  outstandingMinor: 761_500n,
  dailyRate: parseRate('0.0005'),
  rounding: 'half-up',
  accruedUnits: 0n,
  accruedMinor: 0n,
  interestPaidMinor: 0n,
  accrualFrom: day('2026-01-10'),
};

describe('what clears a debt', () => {
  it('is the principal alone on the day it was drawn', () => {
    expect(quotePayoff(debt, day('2026-01-10'))).toEqual({
      on: '2026-01-10',
      principalMinor: 761_500n,
      interestMinor: 0n,
      totalMinor: 761_500n,
    });
  });

  it('is 7,805.38 fifty days after 7,615.00 was drawn', () => {
    expect(quotePayoff(debt, day('2026-03-01'))).toMatchObject({
      interestMinor: 19_038n,
      totalMinor: 780_538n,
    });
  });

  it('is the same whether the days before were accrued already or not', () => {
    const halfway = accrueDebt(debt, day('2026-02-03')).debt;
    const all = accrueDebt(halfway, day('2026-03-01')).debt;
    expect(quotePayoff(halfway, day('2026-03-01'))).toEqual(quotePayoff(debt, day('2026-03-01')));
    expect(quotePayoff(all, day('2026-03-01'))).toEqual(quotePayoff(debt, day('2026-03-01')));
  });

  it('leaves out interest that was paid', () => {
    const accrued = accrueDebt(debt, day('2026-03-01')).debt;
    const paid = { ...accrued, interestPaidMinor: 19_000n };
    expect(interestDueOf(paid)).toBe(38n);
    expect(quotePayoff(paid, day('2026-03-01')).totalMinor).toBe(761_538n);
  });

  it('is not told for a day whose interest is booked already', () => {
    const accrued = accrueDebt(debt, day('2026-02-03')).debt;
    expect(() => quotePayoff(accrued, day('2026-02-02'))).toThrow(
      expect.objectContaining({ reason: 'BUSINESS_DATE_PASSED', details: { businessDate: '2026-02-03' } }),
    );
  });
});
