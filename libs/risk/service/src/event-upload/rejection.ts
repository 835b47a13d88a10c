import type { Fault, FaultDetails, FaultReason } from '@fanxing/kernel';

/** Why a row of a file was not taken, without what it held. */
export interface Rejection {
  /** Counts from 1. */
  readonly row: number;
  readonly reason: FaultReason;
  readonly details: FaultDetails;
  /** Where in the row; null for the whole. */
  readonly field: string | null;
}

/** Of a file the first so many rows that were not taken are told of one by one; the others are counted. */
export const rejectionsMax = 10_000;
/** For how long after a file was begun. */
export const rejectionsKeptMs = 90 * 24 * 3_600_000;

/** Details that name fields, kinds, bounds and codes. Any other may be a value of the row, which is a person's. */
const impersonal = new Set([
  ...['what', 'kind', 'version', 'field', 'problem', 'latest', 'decimals', 'categories', 'limit'],
]);
const masked = '•••';

/** What is kept of a fault that a row has met: the report stays, and may be read by whoever sends files. */
export function rejectionOf(row: number, { reason, details, path }: Fault): Rejection {
  const kept = Object.entries(details).map(([name, value]) => [name, impersonal.has(name) ? value : masked]);
  const field = path?.replace(/^row\.?/, '') ?? '';
  return {
    row,
    reason,
    details: Object.fromEntries(kept) as FaultDetails,
    field: field === '' ? null : field.slice(0, 128),
  };
}
