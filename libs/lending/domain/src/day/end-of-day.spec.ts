import fc from 'fast-check';
import { addDays, parseBusinessDate, parseCurrency, parseRate } from '@fanxing/kernel';
import { beginLoan, confirmDisbursement, sendToBank, type Loan } from '../loan/loan.js';
import { repayLoan } from '../loan/repay-loan.js';
import { endOfDay } from './end-of-day.js';

const day = parseBusinessDate;
const drawnOn = day('2026-01-10');

function loanOf(principalMinor: bigint, termDays: number, units = 500_000_000n): Loan {
  const pending = beginLoan({
    principalMinor,
    currency: parseCurrency('CNY'),
    dailyRate: { units },
    rounding: 'half-up',
    drawnOn,
    termDays,
  });
  return confirmDisbursement(sendToBank(pending), drawnOn);
}

describe("a day's end for a loan", () => {
  const loan = loanOf(10_000_000n, 3);

  it('books the interest of the day on which it was drawn', () => {
    const { bookings, loan: closed, overdueOn } = endOfDay(loan, drawnOn);
    expect(bookings).toEqual([{ on: '2026-01-10', amountMinor: 5_000n }]);
    expect(closed).toMatchObject({ status: 'ACTIVE', accrualFrom: '2026-01-11' });
    expect(overdueOn).toBeNull();
  });

  it('makes it overdue when its due day ends, not before', () => {
    expect(endOfDay(loan, day('2026-01-12')).loan.status).toBe('ACTIVE');
    expect(endOfDay(loan, day('2026-01-13'))).toMatchObject({
      loan: { status: 'OVERDUE' },
      overdueOn: '2026-01-13',
    });
  });

  it('goes on accruing after that, and tells of the due day only once', () => {
    const overdue = endOfDay(loan, day('2026-01-13')).loan;
    expect(endOfDay(overdue, day('2026-01-14'))).toMatchObject({
      bookings: [{ on: '2026-01-14', amountMinor: 5_000n }],
      overdueOn: null,
    });
  });

  it('does nothing to a loan paid back on its due day', () => {
    const { loan: closed } = repayLoan(loan, 10_015_000n, day('2026-01-13'));
    expect(endOfDay(closed, day('2026-01-13'))).toEqual({ loan: closed, bookings: [], overdueOn: null });
  });

  it('does nothing to a loan whose money has not moved', () => {
    const pending: Loan = { ...loan, status: 'DISBURSING' };
    expect(endOfDay(pending, day('2026-02-01'))).toEqual({ loan: pending, bookings: [], overdueOn: null });
  });

  it('run twice, or for a day long closed, changes nothing', () => {
    const once = endOfDay(loan, day('2026-01-20')).loan;
    expect(endOfDay(once, day('2026-01-20'))).toEqual({ loan: once, bookings: [], overdueOn: null });
    expect(endOfDay(once, day('2026-01-11'))).toEqual({ loan: once, bookings: [], overdueOn: null });
  });

  it('run for many days at once is the same as run for each', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 10n }),
        fc.bigInt({ min: 0n, max: 10n ** 9n }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 60 }),
        (principalMinor, units, termDays, days) => {
          const start = loanOf(principalMinor, termDays, units);
          const atOnce = endOfDay(start, addDays(drawnOn, days));

          let each = start;
          const bookings = [];
          const overdueOn = [];
          for (let passed = 0; passed <= days; passed += 1) {
            const closed = endOfDay(each, addDays(drawnOn, passed));
            each = closed.loan;
            bookings.push(...closed.bookings);
            if (closed.overdueOn !== null) overdueOn.push(closed.overdueOn);
          }
          expect(each).toEqual(atOnce.loan);
          expect(bookings).toEqual(atOnce.bookings);
          expect(overdueOn).toEqual(atOnce.overdueOn === null ? [] : [atOnce.overdueOn]);
          expect(each.status).toBe(days >= termDays ? 'OVERDUE' : 'ACTIVE');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('keeps the exact rate: 0.0004375 a day on 800.00 is 0.35, every day', () => {
    const exact = loanOf(80_000n, 30, parseRate('0.0004375').units);
    const { bookings } = endOfDay(exact, addDays(drawnOn, 9));
    expect(bookings.map((booking) => booking.amountMinor)).toEqual(Array<bigint>(10).fill(35n));
  });
});
