import fc from 'fast-check';
import {
  balanceOf,
  disbursementPending,
  interestAccrued,
  pendingPostings,
  postEntry,
  postedPostings,
  repaymentReceived,
  trialBalance,
  voidEntry,
  type JournalEntry,
} from '@fanxing/ledger-domain';
import { addDays, parseBusinessDate, parseCurrency, parseRate, type BusinessDate } from '@fanxing/kernel';
import type { InterestBooking } from '../accrual/accrue-days.js';
import { interestDueOf } from '../accrual/accruing-debt.js';
import { endOfDay } from '../day/end-of-day.js';
import { availableOf, release, reserve, type CreditLine } from '../line/credit-line.js';
import { beginLoan, confirmDisbursement, refuseDisbursement, sendToBank, type Loan } from './loan.js';
import { isOutstanding } from './loan-status.js';
import { quoteRepayment, repayLoan } from './repay-loan.js';

const currency = parseCurrency('CNY');
const opened = parseBusinessDate('2026-03-01');

/** A line with its loans and its journal, moved as the service moves them, for the properties below. */
class Life {
  today: BusinessDate = opened;
  line: CreditLine = {
    status: 'ACTIVE',
    currency,
    limitMinor: 3_000_000n,
    usedMinor: 0n,
    drawMinMinor: 1n,
    expiresOn: addDays(opened, 10_000),
  };
  readonly loans: Loan[] = [];
  readonly journal: JournalEntry[] = [];

  draw(amountMinor: bigint, answer: 'paid' | 'refused' | 'unknown'): void {
    if (amountMinor > availableOf(this.line)) return;
    this.line = reserve(this.line, amountMinor, this.today);
    const loanId = `loan_${this.loans.length}`;
    const entry = disbursementPending({ loanId, amountMinor, currency, bookedOn: this.today });
    const sent = sendToBank(
      beginLoan({
        principalMinor: amountMinor,
        currency,
        dailyRate: parseRate('0.000437'),
        rounding: 'half-up',
        drawnOn: this.today,
        termDays: 9,
      }),
    );
    if (answer === 'paid') {
      this.journal.push(postEntry(entry));
      this.loans.push(confirmDisbursement(sent, this.today));
    } else if (answer === 'refused') {
      this.journal.push(voidEntry(entry));
      this.loans.push(refuseDisbursement(sent));
      this.line = release(this.line, amountMinor);
    } else {
      this.journal.push(entry);
      this.loans.push(sent);
    }
  }

  repay(choice: number, permille: number): void {
    const index = choice % Math.max(this.loans.length, 1);
    const loan = this.loans[index];
    if (!loan || !isOutstanding(loan.status)) return;
    const { totalMinor } = quoteRepayment(loan, this.today);
    const amountMinor = (totalMinor * BigInt(permille)) / 1_000n || 1n;
    const repayment = repayLoan(loan, amountMinor, this.today);
    this.book(index, repayment.bookings);
    const { allocation } = repayment;
    this.journal.push(
      repaymentReceived({
        repaymentId: 'repay',
        loanId: `loan_${index}`,
        allocation,
        currency,
        bookedOn: this.today,
      }),
    );
    this.line = release(this.line, allocation.principalMinor);
    this.loans[index] = repayment.loan;
  }

  passDays(days: number): void {
    this.today = addDays(this.today, days);
    this.loans.forEach((loan, index) => {
      const closed = endOfDay(loan, addDays(this.today, -1));
      this.book(index, closed.bookings);
      this.loans[index] = closed.loan;
    });
  }

  private book(index: number, bookings: readonly InterestBooking[]): void {
    for (const { on, amountMinor } of bookings) {
      this.journal.push(interestAccrued({ loanId: `loan_${index}`, amountMinor, currency, bookedOn: on }));
    }
  }
}

type Step = (life: Life) => void;

const draw = fc
  .tuple(
    fc.bigInt({ min: 1n, max: 2_000_000n }),
    fc.constantFrom('paid' as const, 'paid', 'refused', 'unknown'),
  )
  .map(
    ([amountMinor, answer]): Step =>
      (life) =>
        life.draw(amountMinor, answer),
  );
const repay = fc.tuple(fc.nat({ max: 9 }), fc.constantFrom(1, 300, 999, 1_000, 1_000)).map(
  ([choice, permille]): Step =>
    (life) =>
      life.repay(choice, permille),
);
const passDays = fc.integer({ min: 0, max: 12 }).map(
  (days): Step =>
    (life) =>
      life.passDays(days),
);

describe('any life of a line', () => {
  it('keeps journal, loans and line in agreement to the cent', () => {
    const ended = new Set<string>();
    fc.assert(
      fc.property(fc.array(fc.oneof(draw, repay, passDays), { maxLength: 30 }), (steps) => {
        const life = new Life();
        for (const step of steps) {
          step(life);
          const outstanding = life.loans.filter((loan) => isOutstanding(loan.status));
          const underWay = life.loans.filter((loan) => loan.status === 'DISBURSING');
          const posted = postedPostings(life.journal);
          const pending = pendingPostings(life.journal);

          expect(trialBalance(life.journal).balanced).toBe(true);
          const principalMinor = sumOf(outstanding, (loan) => loan.outstandingMinor);
          const reservedMinor = sumOf(underWay, (loan) => loan.outstandingMinor);
          expect(balanceOf(posted, '1301', currency)).toBe(principalMinor);
          expect(balanceOf(pending, '1301', currency)).toBe(reservedMinor);
          expect(life.line.usedMinor).toBe(principalMinor + reservedMinor);
          expect(balanceOf(posted, '1311', currency)).toBe(sumOf(life.loans, interestDueOf));
          expect(balanceOf(posted, '6011', currency)).toBe(sumOf(life.loans, (loan) => loan.accruedMinor));
        }
        for (const loan of life.loans) ended.add(loan.status);
      }),
      { numRuns: 400 },
    );
    expect([...ended].sort()).toEqual(['ACTIVE', 'CLOSED', 'DISBURSING', 'FAILED', 'OVERDUE']);
  });
});

function sumOf(loans: readonly Loan[], amountOf: (loan: Loan) => bigint): bigint {
  return loans.reduce((sum, loan) => sum + amountOf(loan), 0n);
}
