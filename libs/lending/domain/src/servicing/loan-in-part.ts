import { parseBusinessDate, type BusinessDate } from '@fanxing/kernel';
import { earnedBefore, isOwed, unpaid, type InstalmentDue } from './instalment-due.js';
import type { ServicedLoan } from './serviced-loan.js';

/** Never reached: what is due then is not overdue, earns nothing more and bears no penalty. */
const endOfTime: BusinessDate = parseBusinessDate('9000-01-01');

/** The number of the instalment that stands for the others; those of a plan count from 1. */
const restNumber = 0;

/**
 * A loan with a plan of whose instalments only `some` were read. What the loan's own amounts hold beyond those stands in one more, which no
 * day's end can touch, so that {@link closeDays} comes out as with all of them and a day's end need not read twelve instalments to earn on one.
 *
 * `some` must hold every instalment that the days to be closed can change: of those whose interest begins before the last of these days,
 * the ones that are not paid and the ones that are not due before the first. More do no harm. The loan it makes is for closing days alone.
 */
export function loanInPart(
  loan: Omit<ServicedLoan, 'instalments'>,
  some: readonly InstalmentDue[],
): ServicedLoan {
  return { ...loan, instalments: [...some, restOf(loan, some)] };
}

function restOf(loan: Omit<ServicedLoan, 'instalments'>, some: readonly InstalmentDue[]): InstalmentDue {
  const to = loan.accrualFrom;
  const less = (whole: bigint, part: (each: InstalmentDue) => bigint): bigint =>
    some.reduce((rest, each) => rest - part(each), whole);
  return {
    number: restNumber,
    from: endOfTime,
    dueOn: endOfTime,
    days: 0,
    principalMinor: less(loan.outstandingMinor, (each) => unpaid(each, 'principal')),
    principalPaidMinor: 0n,
    interestMinor: less(loan.accruedMinor - loan.capitalisedMinor, (each) => earnedBefore(each, to)),
    interestPaidMinor: less(loan.interestPaidMinor, (each) => each.interestPaidMinor),
    feeMinor: less(loan.feeMinor, (each) => (isOwed(each, to) ? each.feeMinor : each.feePaidMinor)),
    feePaidMinor: less(loan.feePaidMinor, (each) => each.feePaidMinor),
    penaltyUnits: 0n,
    penaltyMinor: less(loan.penaltyMinor, (each) => each.penaltyMinor),
    penaltyPaidMinor: less(loan.penaltyPaidMinor, (each) => each.penaltyPaidMinor),
  };
}
