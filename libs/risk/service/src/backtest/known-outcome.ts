import { addDays, parseBusinessDate, type BusinessDate } from '@fanxing/kernel';
import { milestoneDays, type ApplicationOutcome, type MilestoneDays } from '@fanxing/lending-contract';

/** When an application is called bad. */
export interface OutcomeDefinition {
  /** Once a loan of it is so many days past due. */
  readonly badAfterDays: MilestoneDays;
  /** Within so many days of the first drawdown. */
  readonly performanceDays: number;
}

/**
 * What became of an application as of the beginning of a day: bad where a loan of it came too late or was written off within the
 * performance days, good once these are over without that; null while nothing is drawn or they are not over.
 */
export function knownOutcome(
  { firstDrawnOn, writtenOffOn, reached }: ApplicationOutcome,
  { badAfterDays, performanceDays }: OutcomeDefinition,
  asOf: BusinessDate,
): 'good' | 'bad' | null {
  if (firstDrawnOn === null) return null;
  const last = addDays(parseBusinessDate(firstDrawnOn), performanceDays);
  const bad = [reached[badAfterDays] ?? null, writtenOffOn];
  if (bad.some((day) => day !== null && day <= last)) return 'bad';
  // What is booked on the last day is known when it has ended.
  return asOf > last ? 'good' : null;
}

export function isMilestone(days: number): days is MilestoneDays {
  return (milestoneDays as readonly number[]).includes(days);
}
