import fc from 'fast-check';
import { addDays, daysBetween } from '@fanxing/kernel';
import { closeDays } from './close-days.js';
import { firstDay, live, loanOver, someActs, somePlan, someRules } from './lives.fixture.js';
import { movementBetween, positionOf } from './position.js';
import { replay } from './replay.js';
import { totalOwed, owedOf } from './serviced-loan.js';

const cases = { numRuns: 2_000 };
const principal = fc.bigInt(100n, 50_000_000n);

describe('any life of a loan', () => {
  it('keeps principal, and never owes less than nothing', () => {
    fc.assert(
      fc.property(principal, somePlan, someRules, someActs, (minor, plan, rules, acts) => {
        live(loanOver(minor, plan, rules), acts, totalOwed, (_, after) => {
          for (const part of Object.values(owedOf(after))) expect(part >= 0n).toBe(true);
          for (const each of after.instalments)
            expect(
              each.principalPaidMinor <= each.principalMinor && each.interestPaidMinor <= each.interestMinor,
            ).toBe(true);
          const asked = after.instalments.reduce((sum, each) => sum + each.principalMinor, 0n);
          expect(asked).toBe(minor + after.capitalisedMinor);
          expect(after.instalments.map(({ number }) => number)).toEqual(
            after.instalments.map((_each, index) => index + 1),
          );
        });
      }),
      cases,
    );
  });

  it('moves as much money in the books as was paid, refunded and lent, and nothing else', () => {
    fc.assert(
      fc.property(principal, somePlan, someRules, someActs, (minor, plan, rules, acts) => {
        const start = loanOver(minor, plan, rules);
        expect(positionOf(start).get('1001')).toBe(-minor);
        live(start, acts, totalOwed, (before, after, event) => {
          const moved = movementBetween(positionOf(before), positionOf(after));
          const paid =
            event?.kind === 'REPAYMENT'
              ? event.amountMinor
              : event?.kind === 'REFUND'
                ? -event.amountMinor
                : 0n;
          expect(moved.get('1001') ?? 0n).toBe(paid);
        });
      }),
      cases,
    );
  });

  it('comes out the same when its days are closed one by one, in tens or all at once', () => {
    fc.assert(
      fc.property(
        principal,
        somePlan,
        someRules,
        someActs,
        fc.integer({ min: 1, max: 200 }),
        (minor, plan, rules, acts, days) => {
          const { loan, today } = live(loanOver(minor, plan, rules), acts, totalOwed);
          const to = addDays(today, days);
          const once = closeDays(loan, to);
          let [daily, tens] = [loan, loan];
          const booked = [];
          for (let day = 1; day <= days; day += 1) {
            const closed = closeDays(daily, addDays(today, day));
            booked.push(...closed.days);
            daily = closed.loan;
            if (day % 10 === 0) tens = closeDays(tens, addDays(today, day)).loan;
          }
          expect(daily).toEqual(once.loan);
          expect(closeDays(tens, to).loan).toEqual(once.loan);
          expect(booked).toEqual(once.days);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('is lived again to the same end, and without one repayment as if it had never come', () => {
    fc.assert(
      fc.property(principal, somePlan, someRules, someActs, (minor, plan, rules, acts) => {
        const { start, loan, events, today } = live(loanOver(minor, plan, rules), acts, totalOwed);
        expect(replay(start, events, today).loan).toEqual(loan);
        const last = events.findLast(({ kind }) => kind === 'REPAYMENT');
        if (!last || events.at(-1) !== last) return;
        const before = events.slice(0, -1);
        expect(replay(start, before, today)).toEqual(
          replay(
            start,
            events.filter(({ id }) => id !== last.id),
            today,
          ),
        );
        const { loan: without } = replay(start, before, today);
        const moved = movementBetween(positionOf(loan), positionOf(without));
        expect(moved.get('1001') ?? 0n).toBe(last.kind === 'REPAYMENT' ? -last.amountMinor : 0n);
      }),
      { numRuns: 600 },
    );
  });

  it('counts days past due from the oldest instalment that is not paid', () => {
    fc.assert(
      fc.property(
        principal,
        somePlan,
        someRules,
        fc.integer({ min: 1, max: 500 }),
        (minor, plan, rules, days) => {
          const { loan } = closeDays(loanOver(minor, plan, rules), addDays(firstDay, days));
          const oldest = loan.instalments.find(
            ({ dueOn, principalMinor, interestMinor, feeMinor }) =>
              dueOn < loan.accrualFrom && principalMinor + interestMinor + feeMinor > 0n,
          );
          expect(loan.standing.daysPastDue).toBe(oldest ? daysBetween(oldest.dueOn, loan.accrualFrom) : 0);
          expect(loan.status).toBe(loan.standing.daysPastDue > 0 ? 'OVERDUE' : 'ACTIVE');
        },
      ),
      { numRuns: 800 },
    );
  });
});
