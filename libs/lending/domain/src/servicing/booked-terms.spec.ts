import fc from 'fast-check';
import { formatMinor, parseCurrency, parseRate } from '@fanxing/kernel';
import { closeDays } from './close-days.js';
import { isOwed, unpaid } from './instalment-due.js';
import { firstDay, loanOver, methods, monthly } from './lives.fixture.js';
import { planSchedule, type RepaymentPlan } from './repayment-plan.js';
import { owedParts } from './servicing-rules.js';
import { takeRepayment } from './take-repayment.js';

const holidays = {
  calendar: 'CN',
  convention: 'FOLLOWING',
  weekend: [6, 7],
  dates: ['2026-02-16', '2026-02-17', '2026-05-01', '2026-10-01', '2026-10-02'],
  workdays: ['2026-02-28', '2026-10-10'],
};

/** Every term that a product may have, in any mixture that it may have them in. */
const anyPlan: fc.Arbitrary<RepaymentPlan> = fc
  .record({
    method: fc.constantFrom(...methods),
    periods: fc.integer({ min: 1, max: 24 }),
    every: fc.oneof(
      fc.record({ unit: fc.constant('MONTH'), count: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ unit: fc.constant('WEEK'), count: fc.integer({ min: 3, max: 6 }) }),
      fc.record({ unit: fc.constant('DAY'), count: fc.integer({ min: 15, max: 45 }) }),
    ),
    interest: fc.constantFrom('DAILY', 'PERIODIC'),
    dayCount: fc.constantFrom('ACT/365', 'ACT/360', 'ACT/364', 'ACT/ACT-ISDA', '30/360', '30E/360'),
    graceOnPrincipal: fc.nat(3),
    graceOnInterest: fc.nat(3),
    moratorium: fc.nat(3),
    dueDay: fc.option(fc.integer({ min: 1, max: 28 })),
    firstPeriodMinDays: fc.nat(20),
    convention: fc.option(fc.constantFrom('FOLLOWING', 'MODIFIED_FOLLOWING', 'PRECEDING')),
    remainder: fc.constantFrom('FIRST', 'LAST'),
    feeAmount: fc.option(fc.constantFrom('1.50', '0.01', '25.00')),
    instalmentMultipleOf: fc.constantFrom('0.01', '1', '10'),
  })
  .map(({ convention, dueDay, ...plan }) => {
    const grace = (most: number): number => (plan.method === 'BULLET' ? 0 : Math.min(most, plan.periods - 1));
    const day =
      plan.every.unit === 'DAY' ? null : plan.every.unit === 'WEEK' && dueDay ? (dueDay % 7) + 1 : dueDay;
    return monthly(plan.method, plan.periods, {
      ...plan,
      graceOnPrincipal: grace(plan.graceOnPrincipal),
      graceOnInterest: grace(plan.graceOnInterest),
      moratorium: grace(plan.moratorium),
      dueDay: day,
      ...(convention ? { holidays: { ...holidays, convention } } : {}),
    });
  });

const currency = parseCurrency('CNY');

/** Whole tens of 1,000.00 over 18 periods: the 17th repays everything, so the last asks for nothing, not even its fee. */
const repaidEarly = monthly('EQUAL_INSTALMENT', 18, {
  every: { unit: 'MONTH', count: 2 },
  moratorium: 1,
  feeAmount: '1.50',
  instalmentMultipleOf: '10',
});

/** The same with interest on the first principal throughout: none is asked for once it is repaid. */
const repaidEarlyFlat = monthly('FLAT', 23, {
  every: { unit: 'WEEK', count: 3 },
  graceOnPrincipal: 1,
  instalmentMultipleOf: '10',
});

describe('a loan with any terms', () => {
  it('is booked as it was shown, and closes when each instalment is paid on its day as it was shown', () => {
    fc.assert(
      fc.property(anyPlan, fc.bigInt(1_000_00n, 1_000_000_00n), (plan, principalMinor) => {
        const shown = planSchedule({
          plan,
          principalMinor,
          currency,
          dailyRate: parseRate('0.0005'),
          rounding: 'half-up',
          from: firstDay,
        });
        let loan = loanOver(principalMinor, plan);
        expect(
          loan.instalments.map((each) => [
            each.dueOn,
            each.principalMinor,
            each.interestMinor,
            each.feeMinor,
          ]),
        ).toEqual(
          shown.instalments.map((each) => [
            each.dueOn,
            each.principalMinor,
            each.interestMinor,
            each.feesMinor,
          ]),
        );
        for (const { dueOn, totalMinor } of shown.instalments) {
          loan = closeDays(loan, dueOn).loan;
          const dueMinor = loan.instalments
            .filter((each) => isOwed(each, dueOn))
            .reduce((sum, each) => owedParts.reduce((parts, part) => parts + unpaid(each, part), sum), 0n);
          expect(formatMinor(dueMinor, currency)).toBe(formatMinor(totalMinor, currency));
          if (totalMinor > 0n) loan = takeRepayment(loan, totalMinor, dueOn).loan;
        }
        expect(loan).toMatchObject({ status: 'CLOSED', outstandingMinor: 0n });
        expect(loan.interestPaidMinor).toBe(shown.totals.interestMinor);
        expect(loan.feePaidMinor).toBe(shown.totals.feesMinor);
      }),
      {
        numRuns: 400,
        examples: [repaidEarly, repaidEarlyFlat].map((plan): [RepaymentPlan, bigint] => [plan, 1_000_00n]),
      },
    );
  });
});
