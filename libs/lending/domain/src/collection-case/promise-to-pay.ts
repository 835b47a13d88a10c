/**
 * A promise to pay (承诺还款): so much, by a day.
 *
 * - `OPEN`: nothing is taken from the borrower's account by itself meanwhile.
 * - `KEPT`: so much has come in since it was made, by the promised day's end.
 * - `BROKEN`: the promised day has ended with less.
 * - `WITHDRAWN`: the case ended first, or another promise took its place.
 */
import { daysBetween, Fault, type BusinessDate } from '@fanxing/kernel';

export type PromiseStatus = 'OPEN' | 'KEPT' | 'BROKEN' | 'WITHDRAWN';

export interface PromiseToPay {
  readonly amountMinor: bigint;
  /** The last day on which it can be kept. */
  readonly dueOn: BusinessDate;
}

const promisedDaysMax = 90;

/** What has become of a promise once the books stand at `on`, with so much received since it was made and by its day. */
export function outcomeOfPromise(
  { amountMinor, dueOn }: PromiseToPay,
  receivedMinor: bigint,
  on: BusinessDate,
): Exclude<PromiseStatus, 'WITHDRAWN'> {
  if (receivedMinor >= amountMinor) return 'KEPT';
  return on > dueOn ? 'BROKEN' : 'OPEN';
}

/** Refuses a promise for a day that has ended or is too far away. Fails with BUSINESS_DATE_PASSED or INPUT_INVALID. */
export function checkPromisedDay(dueOn: BusinessDate, today: BusinessDate, path: string): void {
  if (dueOn < today) throw new Fault('BUSINESS_DATE_PASSED', { businessDate: today }, path);
  if (daysBetween(today, dueOn) <= promisedDaysMax) return;
  throw new Fault(
    'INPUT_INVALID',
    { problem: `a promise is for one of the next ${promisedDaysMax} days` },
    path,
  );
}
