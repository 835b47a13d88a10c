import { addDays, Fault, type BusinessDate } from '@fanxing/kernel';

/** What a product says of taking what is due from borrowers' accounts. */
export interface CollectionRules {
  /** Whether what falls due is taken on that day without anybody asking. */
  readonly automatic: boolean;
  /** A try that fails for want of funds is followed by another so many days later; the list's length is how many. */
  readonly retryAfterDays: readonly number[];
}

/** Refusals that another day may mend. Anything else (no mandate, a closed account) is refused again. */
const mendable = new Set(['INSUFFICIENT_FUNDS']);

const triesMax = 10;
const daysMax = 90;

/** The day of the try after the `number`-th one, which a bank has refused on `on`; null when there is none. */
export function nextTryOn(
  { automatic, retryAfterDays }: CollectionRules,
  number: number,
  reason: string,
  on: BusinessDate,
): BusinessDate | null {
  const days = retryAfterDays[number - 1];
  return automatic && mendable.has(reason) && days !== undefined ? addDays(on, days) : null;
}

/** Reads the days after which a collection is tried again. Fails with INPUT_INVALID. */
export function parseRetryDays(days: readonly number[], path: string): readonly number[] {
  const isFine =
    days.length <= triesMax && days.every((each) => Number.isInteger(each) && each >= 1 && each <= daysMax);
  if (isFine) return days;
  throw new Fault(
    'INPUT_INVALID',
    { problem: `at most ${triesMax} tries, each 1 to ${daysMax} days later` },
    path,
  );
}
