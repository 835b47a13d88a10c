import { parseRate } from '@fanxing/kernel';
import { planSchedule, revolvingSchedule, type Payout } from '@fanxing/lending-domain';
import type { RepaymentTerms } from '@fanxing/product-contract';
import { drawdownOn, type LineTerms } from './plan-of-line.js';
import { plannedView, scheduleView, type ScheduleView } from './schedule.view.js';

/** What a drawdown on a line today would have to pay back, and when. */
export function drawdownView(
  line: LineTerms,
  payout: Payout,
  repayment: RepaymentTerms | null,
): ScheduleView {
  const { plan } = drawdownOn(line, payout, repayment);
  if (plan) return plannedView(planSchedule(plan), plan, payout);
  const { currency, businessDate: drawnOn, terms } = line;
  const schedule = revolvingSchedule({
    principalMinor: payout.principalMinor,
    dailyRate: parseRate(line.dailyRate),
    drawnOn,
    termDays: terms.termDays,
    rounding: terms.interestRounding,
  });
  return scheduleView(schedule, drawnOn, currency, payout);
}
