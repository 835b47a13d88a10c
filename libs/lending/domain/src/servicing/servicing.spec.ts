import fc from 'fast-check';
import { addDays, formatMinor, parseBusinessDate, parseCurrency, parseRate } from '@fanxing/kernel';
import { refund, restructure, writeOff } from './change-loan.js';
import { closeDays } from './close-days.js';
import { earnedBefore, instalmentsOf } from './instalment-due.js';
import { firstDay, loanOver, methods, monthly } from './lives.fixture.js';
import { planSchedule } from './repayment-plan.js';
import { movementBetween, positionOf } from './position.js';
import { replay } from './replay.js';
import { totalOwed } from './serviced-loan.js';
import { defaultRules, parseServicingRules } from './servicing-rules.js';
import { dueBy, quotePayoffOf, takeRepayment } from './take-repayment.js';

const day = parseBusinessDate;
const keeping = { ...defaultRules, overpayment: 'KEEP' as const };
const yuan = parseCurrency('CNY');

describe('interest of an instalment', () => {
  it('adds up over any split of its days', () => {
    const [instalment] = instalmentsOf(
      planSchedule({
        plan: monthly('BULLET', 12),
        principalMinor: 12_345_678n,
        currency: yuan,
        dailyRate: parseRate('0.000417'),
        rounding: 'half-up',
        from: firstDay,
      }).instalments,
      firstDay,
      0,
    );
    if (!instalment) throw new Error('a bullet loan has one instalment');
    fc.assert(
      fc.property(fc.nat(400), fc.nat(400), (one, other) => {
        const [early, late] = one < other ? [one, other] : [other, one];
        const [first, second] = [early, late].map((days) =>
          earnedBefore(instalment, addDays(firstDay, days)),
        );
        expect((first ?? 0n) <= (second ?? 0n)).toBe(true);
        expect((second ?? 0n) <= instalment.interestMinor).toBe(true);
      }),
      { numRuns: 5_000 },
    );
    expect(earnedBefore(instalment, instalment.dueOn)).toBe(instalment.interestMinor);
  });
});

describe('an instalment loan', () => {
  it.each(methods)('by %s asks for what was shown, and is closed by paying it on time', (method) => {
    const plan = monthly(method, 6);
    let loan = loanOver(10_000_00n, plan);
    const { dailyRate } = loan;
    const shown = planSchedule({
      plan,
      principalMinor: 10_000_00n,
      currency: yuan,
      dailyRate,
      rounding: 'half-up',
      from: firstDay,
    });
    expect(
      loan.instalments.map(({ dueOn, principalMinor, interestMinor }) => [
        dueOn,
        principalMinor,
        interestMinor,
      ]),
    ).toEqual(
      shown.instalments.map(({ dueOn, principalMinor, interestMinor }) => [
        dueOn,
        principalMinor,
        interestMinor,
      ]),
    );
    for (const { dueOn, totalMinor } of shown.instalments) {
      expect(dueBy(loan, dueOn)).toBe(totalMinor);
      loan = takeRepayment(loan, totalMinor, dueOn).loan;
    }
    expect(loan).toMatchObject({ status: 'CLOSED', outstandingMinor: 0n });
    expect(totalOwed(loan)).toBe(0n);
  });

  it('repaid early in part asks for less each time, or fewer times', () => {
    const plan = monthly('EQUAL_INSTALMENT', 12);
    const smaller = takeRepayment(loanOver(12_000_00n, plan), 6_000_00n, day('2026-04-10'));
    const fewer = takeRepayment(
      loanOver(12_000_00n, plan, { ...defaultRules, prepayment: 'SHORTEN' }),
      6_000_00n,
      day('2026-04-10'),
    );
    const before = loanOver(12_000_00n, plan).instalments[4];
    const left = (taken: typeof smaller) =>
      taken.loan.instalments.filter(({ dueOn }) => dueOn > '2026-04-10');
    const size = ({ principalMinor, interestMinor }: { principalMinor: bigint; interestMinor: bigint }) =>
      principalMinor + interestMinor;
    expect(left(smaller)).toHaveLength(10);
    expect(left(fewer).length).toBeLessThan(8);
    expect(left(smaller).at(-1)?.dueOn).toBe('2027-01-31');
    for (const each of left(fewer)) expect(size(each) <= size(before ?? each)).toBe(true);
  });

  it('takes two early repayments on one day as one of both', () => {
    const loan = loanOver(12_000_00n, monthly('EQUAL_PRINCIPAL', 12));
    const on = day('2026-02-15');
    const twice = takeRepayment(takeRepayment(loan, 3_000_00n, on).loan, 2_000_00n, on).loan;
    const once = takeRepayment(loan, 5_000_00n, on).loan;
    expect(twice.outstandingMinor).toBe(once.outstandingMinor);
    expect(
      twice.instalments
        .filter(({ dueOn }) => dueOn > on)
        .map(({ principalMinor, interestMinor, dueOn }) => [dueOn, principalMinor, interestMinor]),
    ).toEqual(
      once.instalments
        .filter(({ dueOn }) => dueOn > on)
        .map(({ principalMinor, interestMinor, dueOn }) => [dueOn, principalMinor, interestMinor]),
    );
  });
});

describe('money that comes late', () => {
  const rules = parseServicingRules({
    penalty: { dailyRate: '0.00025', graceDays: 3 },
    nonAccrualAfterDays: 90,
    provisioning: { basis: 'TIER' },
    overpayment: 'KEEP',
  });
  const loan = loanOver(10_000_00n, null, rules);
  const dueOn = day('2026-05-01');

  it('costs a penalty from the end of the grace on, by the day, on overdue principal', () => {
    expect(loan.dueOn).toBe(dueOn);
    expect(closeDays(loan, addDays(dueOn, 3)).loan.penaltyMinor).toBe(0n);
    expect(formatMinor(closeDays(loan, addDays(dueOn, 13)).loan.penaltyMinor, yuan)).toBe('25.00');
  });

  it('ages through the buckets and the five tiers', () => {
    const seen = [0, 1, 30, 31, 90, 91, 181, 271, 361].map((days) => {
      const { standing, status } = closeDays(loan, addDays(dueOn, days)).loan;
      return [days, status, standing.bucket, standing.tier, standing.stage, standing.nonAccrual];
    });
    expect(seen).toEqual([
      [0, 'ACTIVE', 'M0', 'NORMAL', 1, false],
      [1, 'OVERDUE', 'M1', 'SPECIAL_MENTION', 1, false],
      [30, 'OVERDUE', 'M1', 'SPECIAL_MENTION', 1, false],
      [31, 'OVERDUE', 'M2', 'SPECIAL_MENTION', 2, false],
      [90, 'OVERDUE', 'M3', 'SPECIAL_MENTION', 2, false],
      [91, 'OVERDUE', 'M4', 'SUBSTANDARD', 3, true],
      [181, 'OVERDUE', 'M7+', 'SUBSTANDARD', 3, true],
      [271, 'OVERDUE', 'M7+', 'DOUBTFUL', 3, true],
      [361, 'OVERDUE', 'M7+', 'LOSS', 3, true],
    ]);
  });

  it('is set money aside for by tier, and its interest leaves the income after 90 days', () => {
    const { loan: bad } = closeDays(loan, addDays(dueOn, 91));
    const position = positionOf(bad);
    expect(position.get('1391')).toBe(-2_500_00n);
    expect(position.get('1311')).toBe(0n);
    expect(position.get('6011')).toBe(-0n);
    expect(bad.accruedMinor).toBe(5_00n * 181n);
  });

  it('is written off, and recovered in part', () => {
    const off = writeOff(closeDays(loan, addDays(dueOn, 361)).loan, addDays(dueOn, 361)).loan;
    expect(positionOf(off).get('1301')).toBe(0n);
    expect(positionOf(off).get('6711')).toBe(10_000_00n);
    const principalFirst = {
      ...off,
      rules: { ...rules, order: ['principal', 'interest', 'fee', 'penalty'] as const },
    };
    const { loan: recovered } = takeRepayment(principalFirst, 4_000_00n, addDays(dueOn, 400));
    expect(positionOf(recovered).get('6711')).toBe(6_000_00n);
    expect(recovered.status).toBe('WRITTEN_OFF');
  });
});

describe('what is paid beyond the debt', () => {
  it('is refused, or kept and paid back', () => {
    const loan = loanOver(1_000_00n, null, keeping);
    const on = day('2026-02-10');
    expect(quotePayoffOf(loan, on).totalMinor).toBe(1_005_00n);
    const { loan: paid, allotment } = takeRepayment(loan, 1_010_00n, on);
    expect(allotment).toMatchObject({ principalMinor: 1_000_00n, interestMinor: 5_00n, creditMinor: 5_00n });
    expect(paid.status).toBe('CLOSED');
    expect(() => refund(paid, 5_01n)).toThrow(expect.objectContaining({ reason: 'CREDIT_EXCEEDED' }));
    expect(refund(paid, 5_00n).creditMinor).toBe(0n);
    expect(() => takeRepayment(loanOver(1_000_00n, null), 1_010_00n, on)).toThrow(
      expect.objectContaining({ reason: 'REPAYMENT_EXCEEDS_DEBT' }),
    );
  });
});

describe('a repayment that was a mistake', () => {
  it('is undone with all that followed from it, by one new entry', () => {
    const start = loanOver(10_000_00n, null, keeping);
    const mistaken = {
      id: 'mistaken',
      on: day('2026-02-10'),
      kind: 'REPAYMENT',
      amountMinor: 5_000_00n,
    } as const;
    const later = { id: 'later', on: day('2026-02-20'), kind: 'REPAYMENT', amountMinor: 100_00n } as const;
    const to = day('2026-03-02');
    const as = replay(start, [mistaken, later], to);
    const without = replay(start, [later], to);
    expect(as.allotments.get('later')).toMatchObject({ interestMinor: 25_25n, principalMinor: 74_75n });
    expect(without.allotments.get('later')).toMatchObject({ interestMinor: 100_00n, principalMinor: 0n });
    const moved = movementBetween(positionOf(as.loan), positionOf(without.loan));
    expect(moved.get('1001')).toBe(-5_000_00n);
    expect([...moved.values()].reduce((sum, minor) => sum + minor)).toBe(0n);
  });

  it('can not be undone while a refund rests on it', () => {
    const start = loanOver(1_000_00n, null, keeping);
    const on = day('2026-02-10');
    const back = { id: 'back', on, kind: 'REFUND', amountMinor: 5_00n } as const;
    expect(() => replay(start, [back], on)).toThrow(
      expect.objectContaining({ reason: 'REVERSAL_IMPOSSIBLE' }),
    );
  });
});

describe('new terms', () => {
  it('end on the day that was agreed, with unpaid interest in the principal', () => {
    const late = closeDays(loanOver(12_000_00n, monthly('EQUAL_INSTALMENT', 12)), day('2026-06-15')).loan;
    const on = day('2026-06-15');
    const { loan } = restructure(late, { periods: 24, dailyRate: parseRate('0.0003'), capitalise: true }, on);
    expect(loan).toMatchObject({ status: 'ACTIVE', dueOn: '2028-06-15' });
    expect(loan.standing).toMatchObject({ daysPastDue: 0, tier: 'SPECIAL_MENTION' });
    expect(loan.outstandingMinor).toBe(12_000_00n + loan.capitalisedMinor);
    expect(totalOwed(loan)).toBe(totalOwed(late));
  });

  it('of a loan by the day move its due day', () => {
    const late = closeDays(loanOver(10_000_00n, null), day('2026-05-20')).loan;
    const { loan } = restructure(
      late,
      { periods: 60, dailyRate: null, capitalise: false },
      day('2026-05-20'),
    );
    expect(loan).toMatchObject({ status: 'ACTIVE', dueOn: '2026-07-19', outstandingMinor: 10_000_00n });
    expect(totalOwed(loan)).toBe(totalOwed(late));
  });
});
