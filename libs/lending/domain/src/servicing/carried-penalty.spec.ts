import { addDays, parseRate } from '@fanxing/kernel';
import { restructure } from './change-loan.js';
import { closeDays } from './close-days.js';
import { firstDay, loanOver, monthly } from './lives.fixture.js';
import { owedOf } from './serviced-loan.js';
import { defaultRules } from './servicing-rules.js';
import { takeRepayment } from './take-repayment.js';
import { waive } from './waive.js';

const compounding = {
  ...defaultRules,
  penalty: {
    dailyRate: parseRate('0.0005'),
    compounding: 'COMPOUND' as const,
    graceDays: 0,
    capRate: null,
  },
};
const nothing = { interestMinor: 0n, feeMinor: 0n, penaltyMinor: 0n };

it('what was penalised before new terms stays owed when the instalment that carries it is late again', () => {
  const on = addDays(firstDay, 80);
  const late = closeDays(loanOver(10_000_00n, monthly('EQUAL_INSTALMENT', 6), compounding), on).loan;
  const before = owedOf(late).penaltyMinor;
  expect(before).toBeGreaterThan(0n);
  const { loan } = restructure(late, { periods: 3, dailyRate: null, capitalise: false }, on);
  const again = closeDays(loan, addDays(on, 90)).loan;
  expect(owedOf(loan).penaltyMinor).toBe(before);
  const penalties = (of: typeof loan) => of.instalments.map((each) => each.penaltyMinor);
  const lessLater = penalties(again).filter((minor, place) => minor < (penalties(loan)[place] ?? 0n));
  expect(lessLater).toEqual([]);
  expect(owedOf(again).penaltyMinor).toBeGreaterThan(before);
});

it.each(['half-even', 'half-up', 'down'] as const)(
  'after a waiver no day takes back what has been paid or is still owed, rounded %s',
  (rounding) => {
    const on = addDays(firstDay, 91);
    for (let cents = 1n; cents <= 60n; cents += 1n) {
      const start = { ...loanOver(100n * cents, null, compounding), rounding };
      const late = closeDays(start, on).loan;
      const { penaltyMinor } = owedOf(late);
      if (penaltyMinor === 0n) continue;
      const { loan } = waive(late, { ...nothing, penaltyMinor }, on);
      for (let day = 1; day <= 5; day += 1) {
        const next = closeDays(loan, addDays(on, day)).loan;
        expect(next.penaltyMinor).toBeGreaterThanOrEqual(loan.penaltyMinor);
        expect(next.accruedMinor).toBeGreaterThanOrEqual(loan.accruedMinor);
      }
    }
  },
);

it('of a half cent that was rounded up, what is left after one is waived is no less the day after', () => {
  // Interest of 1.5 cents, booked as 2; one is paid and one is waived.
  const start = { ...loanOver(10_00n, null), rounding: 'half-even' as const };
  const on = addDays(firstDay, 3);
  const late = closeDays(start, on).loan;
  expect(owedOf(late).interestMinor).toBe(2n);
  const { loan: paid } = takeRepayment(late, 1n, on);
  const { loan } = waive(paid, { ...nothing, interestMinor: 1n }, on);
  expect([loan.accruedMinor, loan.interestPaidMinor]).toEqual([1n, 1n]);
  expect(closeDays(loan, addDays(on, 1)).loan.accruedMinor).toBe(2n);
});
