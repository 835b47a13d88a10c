/**
 * A collection case (催收): the people's work on one loan that is overdue.
 *
 * - `OPEN`: opened at a day's end that finds the loan in the bucket its product names, or a later one. Left when a day's end finds
 *   nothing past due any more (`CURED`) or the loan repaid (`REPAID`), or when somebody gives it up (`GIVEN_UP`).
 * - `CLOSED`: final; when the loan comes into the bucket again, that is a new case.
 */
import { Fault } from '@fanxing/kernel';
import type { LoanStatus } from '../loan/loan-status.js';

export type CaseStatus = 'OPEN' | 'CLOSED';
export type CaseEnd = 'CURED' | 'REPAID' | 'GIVEN_UP';

/** As a day's end has found the loan. */
export interface CaseLoan {
  readonly status: LoanStatus;
  readonly daysPastDue: number;
  /** `M0`, `M1` … */
  readonly bucket: string;
}

const bucketPattern = /^M(\d{1,2})\+?$/;

/** The number of a delinquency bucket, such as 3 for M3. Fails with INPUT_INVALID. */
export function bucketNumber(bucket: string, path?: string): number {
  const [, number] = bucketPattern.exec(bucket) ?? [];
  if (number !== undefined) return Number(number);
  throw new Fault('INPUT_INVALID', { problem: 'a bucket is M0, M1 and so on' }, path);
}

/** Whether a case is to be opened for a loan that has none. `fromBucket` null: never. */
export function needsCase({ status, daysPastDue, bucket }: CaseLoan, fromBucket: string | null): boolean {
  if (fromBucket === null || status !== 'OVERDUE' || daysPastDue === 0) return false;
  return bucketNumber(bucket) >= bucketNumber(fromBucket);
}

/** Why an open case is at its end, if it is. A loan that was written off is still collected on. */
export function endOfCase({ status, daysPastDue }: CaseLoan): CaseEnd | null {
  if (status === 'CLOSED') return 'REPAID';
  return status === 'ACTIVE' && daysPastDue === 0 ? 'CURED' : null;
}
