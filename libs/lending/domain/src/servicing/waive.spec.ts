import { addDays, parseRate } from '@fanxing/kernel';
import { closeDays } from './close-days.js';
import { firstDay, loanOver, monthly } from './lives.fixture.js';
import { movementBetween, positionOf } from './position.js';
import { owedOf } from './serviced-loan.js';
import { defaultRules } from './servicing-rules.js';
import { takeRepayment } from './take-repayment.js';
import { waivableOf, waive } from './waive.js';

const nothing = { interestMinor: 0n, feeMinor: 0n, penaltyMinor: 0n };
const penalising = {
  ...defaultRules,
  penalty: {
    dailyRate: parseRate('0.0005'),
    compounding: 'SIMPLE' as const,
    graceDays: 0,
    capRate: null,
  },
};

describe('a waiver', () => {
  it('of a penalty takes it out of the debt and of the income, and nothing else', () => {
    // Due after 90 days; 10 days late: 10,000.00 × 0.0005 × 10.
    const on = addDays(firstDay, 100);
    const late = closeDays(loanOver(10_000_00n, null, penalising), on).loan;
    expect(owedOf(late)).toMatchObject({ interestMinor: 500_00n, penaltyMinor: 50_00n });
    const { loan } = waive(late, { ...nothing, penaltyMinor: 50_00n }, on);
    expect(owedOf(loan)).toEqual({ ...owedOf(late), penaltyMinor: 0n });
    expect(movementBetween(positionOf(late), positionOf(loan))).toEqual(
      new Map([
        ['1331', -50_00n],
        ['6031', 50_00n],
      ]),
    );
    expect(owedOf(closeDays(loan, addDays(on, 1)).loan).penaltyMinor).toBe(5_00n);
  });

  it('of interest leaves the days to come as they were', () => {
    const on = addDays(firstDay, 10);
    const { loan } = waive(loanOver(7_615_00n, null), { ...nothing, interestMinor: 38_07n }, on);
    // 7,615.00 × 0.0005 × 10 days = 38.075, booked as 38.08 half-up; the next 10 days bring it to 76.15.
    expect(owedOf(loan).interestMinor).toBe(1n);
    expect(owedOf(closeDays(loan, addDays(on, 10)).loan).interestMinor).toBe(76_15n - 38_07n);
  });

  it('of an instalment’s interest goes to the oldest first, and pays the loan off when nothing else is owed', () => {
    const plan = monthly('INTEREST_ONLY', 3);
    const on = addDays(firstDay, 100);
    const rules = {
      ...defaultRules,
      order: ['principal', 'interest', 'fee', 'penalty'] as const,
      by: 'KIND' as const,
    };
    const late = closeDays(loanOver(1_000_00n, plan, rules), on).loan;
    const { interestMinor } = waivableOf(late, on);
    expect(interestMinor).toBe(late.instalments.reduce((sum, each) => sum + each.interestMinor, 0n));
    const [first] = late.instalments;
    const { loan: part } = waive(late, { ...nothing, interestMinor: (first?.interestMinor ?? 0n) + 1n }, on);
    expect(part.instalments.map((each) => each.interestMinor)).toEqual([
      0n,
      (late.instalments[1]?.interestMinor ?? 0n) - 1n,
      late.instalments[2]?.interestMinor,
    ]);
    const { loan: repaid } = takeRepayment(late, 1_000_00n + interestMinor - 1n, on);
    expect(repaid.status).toBe('OVERDUE');
    expect(waive(repaid, { ...nothing, interestMinor: 1n }, on).loan.status).toBe('CLOSED');
  });

  it('is of what is owed by now alone', () => {
    const loan = loanOver(1_000_00n, monthly('EQUAL_INSTALMENT', 3));
    const on = addDays(firstDay, 10);
    expect(waivableOf(loan, on)).toEqual(nothing);
    expect(() => waive(loan, { ...nothing, interestMinor: 1n }, on)).toThrow(
      expect.objectContaining({ reason: 'WAIVER_EXCEEDS_DEBT', path: 'input.interest' }),
    );
    expect(() => waive(loan, nothing, on)).toThrow(
      expect.objectContaining({ reason: 'AMOUNT_NOT_POSITIVE' }),
    );
    expect(() => waive(loan, { ...nothing, feeMinor: -1n }, on)).toThrow(
      expect.objectContaining({ reason: 'AMOUNT_NOT_POSITIVE', path: 'input.fee' }),
    );
    const { loan: closed } = takeRepayment(loanOver(1_000_00n, null), 1_000_00n, firstDay);
    expect(() => waive(closed, { ...nothing, penaltyMinor: 1n }, on)).toThrow(
      expect.objectContaining({ reason: 'STATE_CONFLICT' }),
    );
  });
});
