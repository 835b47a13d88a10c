import type { Instant } from '@fanxing/kernel';
import type { FileFormat } from '@fanxing/risk-events';

/**
 * A file of events on its way in.
 * - `OPEN`: parts are taken in their order; each moves `receivedBytes` to the end of its last whole row (→ `DONE` with the last part).
 * - `DONE`: nothing more is taken.
 */
export interface EventUpload {
  readonly id: string;
  readonly source: string;
  readonly format: FileFormat;
  readonly status: 'OPEN' | 'DONE';
  readonly columns: readonly string[] | null;
  readonly receivedBytes: number;
  readonly rows: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly contradictions: number;
  readonly begunAt: Instant;
  readonly endedAt: Instant | null;
}

/** What one part of a file came to. */
export type Progress = Pick<
  EventUpload,
  'status' | 'columns' | 'receivedBytes' | 'rows' | 'accepted' | 'duplicates' | 'rejected' | 'contradictions'
>;
