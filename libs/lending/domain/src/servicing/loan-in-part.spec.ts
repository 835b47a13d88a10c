import fc from 'fast-check';
import { addDays, type BusinessDate } from '@fanxing/kernel';
import { closeDays } from './close-days.js';
import { isUnpaid, type InstalmentDue } from './instalment-due.js';
import { live, loanOver, someActs, somePlan, someRules } from './lives.fixture.js';
import { loanInPart } from './loan-in-part.js';
import { totalOwed, type ServicedLoan } from './serviced-loan.js';

const principal = fc.bigInt(100n, 50_000_000n);

/** What a day's end reads of a loan's instalments; the store's SQL says the same. */
function readFor(loan: ServicedLoan, to: BusinessDate): InstalmentDue[] {
  return loan.instalments.filter(
    (each) => each.from < to && (each.dueOn >= loan.accrualFrom || isUnpaid(each)),
  );
}

it('closes the days of a loan of which some instalments are read as of one that is read whole', () => {
  fc.assert(
    fc.property(
      principal,
      somePlan,
      someRules,
      someActs,
      fc.integer({ min: 1, max: 80 }),
      (minor, plan, rules, acts, days) => {
        const { loan, today } = live(loanOver(minor, plan, rules), acts, totalOwed);
        if (!loan.plan) return;
        const to = addDays(today, days);
        const whole = closeDays(loan, to);
        const inPart = closeDays(loanInPart(loan, readFor(loan, to)), to);
        expect(inPart.days).toEqual(whole.days);
        expect({ ...inPart.loan, instalments: [] }).toEqual({ ...whole.loan, instalments: [] });
        const changed = inPart.loan.instalments.filter(({ number }) => number > 0);
        const numbers = changed.map(({ number }) => number);
        expect(changed).toEqual(whole.loan.instalments.filter(({ number }) => numbers.includes(number)));
        expect(whole.loan.instalments.filter(({ number }) => !numbers.includes(number))).toEqual(
          loan.instalments.filter(({ number }) => !numbers.includes(number)),
        );
      },
    ),
    { numRuns: 1_500 },
  );
});
