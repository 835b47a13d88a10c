import { daysBetween, parseRate } from '@fanxing/kernel';
import { planSchedule, type PlanInput } from '@fanxing/lending-domain';
import type { CreditLineRow } from '../line/credit-line.store.js';

/** What the instalments of a drawdown on a line today are made from, or undefined where it comes back by the day. */
export function planOn(line: CreditLineRow, principalMinor: bigint): PlanInput | undefined {
  const plan = line.terms.repayment;
  if (!plan) return undefined;
  return {
    plan,
    principalMinor,
    currency: line.currency,
    dailyRate: parseRate(line.dailyRate),
    rounding: line.terms.interestRounding,
    from: line.businessDate,
  };
}

/** For how many days a drawdown on a line today runs. */
export function termDaysOf(line: CreditLineRow, principalMinor: bigint): number {
  const plan = planOn(line, principalMinor);
  const last = plan && planSchedule(plan).instalments.at(-1);
  return last ? daysBetween(line.businessDate, last.dueOn) : line.terms.termDays;
}
