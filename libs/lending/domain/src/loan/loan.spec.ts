import { parseBusinessDate, parseCurrency, parseRate } from '@fanxing/kernel';
import { beginLoan, confirmDisbursement, refuseDisbursement, sendToBank } from './loan.js';
import { quoteRepayment, repayLoan } from './repay-loan.js';

const day = parseBusinessDate;
const request = {
  principalMinor: 761_500n,
  currency: parseCurrency('CNY'),
  dailyRate: parseRate('0.0005'),
  rounding: 'half-up' as const,
  drawnOn: day('2026-01-10'),
  termDays: 90,
};
const pending = beginLoan(request);
const active = confirmDisbursement(sendToBank(pending), day('2026-01-10'));

describe('a drawdown becoming a loan', () => {
  it('begins pending, with all of it outstanding and nothing accrued', () => {
    expect(pending).toEqual({
      ...request,
      status: 'PENDING',
      outstandingMinor: 761_500n,
      accruedUnits: 0n,
      accruedMinor: 0n,
      interestPaidMinor: 0n,
      accrualFrom: '2026-01-10',
      dueOn: '2026-04-10',
    });
    expect(() => beginLoan({ ...request, principalMinor: 0n })).toThrow(
      expect.objectContaining({ reason: 'AMOUNT_NOT_POSITIVE' }),
    );
  });

  it('owes interest from the day on which the bank paid, not from the day it was asked', () => {
    const late = confirmDisbursement(sendToBank(pending), day('2026-01-12'));
    expect(late).toMatchObject({ status: 'ACTIVE', drawnOn: '2026-01-12', dueOn: '2026-04-12' });
    expect(quoteRepayment(late, day('2026-01-13')).interestMinor).toBe(381n);
  });

  it('owes nothing when the bank refused', () => {
    expect(refuseDisbursement(sendToBank(pending))).toMatchObject({ status: 'FAILED', outstandingMinor: 0n });
  });

  it('is not confirmed twice, nor without having been sent, nor refused after it was paid', () => {
    const conflict = expect.objectContaining({ reason: 'STATE_CONFLICT' });
    expect(() => confirmDisbursement(active, day('2026-01-10'))).toThrow(conflict);
    expect(() => confirmDisbursement(pending, day('2026-01-10'))).toThrow(conflict);
    expect(() => refuseDisbursement(active)).toThrow(conflict);
    expect(() => sendToBank(sendToBank(pending))).toThrow(conflict);
  });
});

describe('repaying a loan', () => {
  it('early, in part: interest of the days so far first, the rest from principal', () => {
    const { loan, bookings, allocation } = repayLoan(active, 100_000n, day('2026-01-20'));
    expect(allocation).toEqual({ interestMinor: 3_808n, principalMinor: 96_192n });
    expect(bookings).toHaveLength(10);
    expect(loan).toMatchObject({ status: 'ACTIVE', outstandingMinor: 665_308n, interestPaidMinor: 3_808n });
    expect(quoteRepayment(loan, day('2026-01-21')).interestMinor).toBe(332n);
  });

  it('twice on one day', () => {
    const first = repayLoan(active, 3_000n, day('2026-01-20'));
    const second = repayLoan(first.loan, 3_000n, day('2026-01-20'));
    expect(first.allocation).toEqual({ interestMinor: 3_000n, principalMinor: 0n });
    expect(second.allocation).toEqual({ interestMinor: 808n, principalMinor: 2_192n });
    expect(second.bookings).toEqual([]);
  });

  it('in full, with what was quoted, closes it', () => {
    const { totalMinor } = quoteRepayment(active, day('2026-03-01'));
    expect(totalMinor).toBe(780_538n);
    const { loan, allocation } = repayLoan(active, totalMinor, day('2026-03-01'));
    expect(loan).toMatchObject({ status: 'CLOSED', outstandingMinor: 0n, interestPaidMinor: 19_038n });
    expect(allocation.principalMinor).toBe(761_500n);
    expect(() => repayLoan(loan, 1n, day('2026-03-01'))).toThrow(
      expect.objectContaining({ details: { what: 'loan', status: 'CLOSED', needed: 'ACTIVE or OVERDUE' } }),
    );
  });

  it('changes nothing when it is more than is owed, is nothing, or is dated before what is booked', () => {
    const attempts: [() => unknown, string][] = [
      [() => repayLoan(active, 780_539n, day('2026-03-01')), 'REPAYMENT_EXCEEDS_DEBT'],
      [() => repayLoan(active, 0n, day('2026-03-01')), 'AMOUNT_NOT_POSITIVE'],
      [() => repayLoan(active, 1n, day('2026-01-09')), 'BUSINESS_DATE_PASSED'],
      [() => repayLoan(pending, 1n, day('2026-01-10')), 'STATE_CONFLICT'],
      [() => quoteRepayment(pending, day('2026-01-10')), 'STATE_CONFLICT'],
    ];
    for (const [attempt, reason] of attempts) expect(attempt).toThrow(expect.objectContaining({ reason }));
    expect(active.outstandingMinor).toBe(761_500n);
  });

  it('with principal first leaves the interest to be paid before it closes', () => {
    const { loan } = repayLoan(active, 761_500n, day('2026-03-01'), ['principal', 'interest']);
    expect(loan).toMatchObject({ status: 'ACTIVE', outstandingMinor: 0n });
    expect(repayLoan(loan, 19_038n, day('2026-03-05')).loan.status).toBe('CLOSED');
  });
});
