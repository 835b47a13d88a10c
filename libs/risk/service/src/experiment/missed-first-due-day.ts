import { addDays, parseBusinessDate, type BusinessDate } from '@fanxing/kernel';
import type { ApplicationOutcome } from '@fanxing/lending-contract';
import type { GuardRails } from '@fanxing/risk-experiment';

/**
 * Whether the first due day of an application's loans was missed by so many days; undefined while it is too early to tell. What is paid in
 * time and what is paid later are told apart on that one day, so that every loan is judged at the same age.
 */
export function missedFirstDueDay(
  { firstDueOn, reached }: Pick<ApplicationOutcome, 'firstDueOn' | 'reached'>,
  days: GuardRails['earlyDelinquencyDays'],
  asOf: BusinessDate,
): boolean | undefined {
  if (firstDueOn === null) return undefined;
  const judgedOn = addDays(parseBusinessDate(firstDueOn), days);
  if (asOf < judgedOn) return undefined;
  const reachedOn = reached[days];
  return reachedOn !== undefined && reachedOn <= judgedOn;
}
