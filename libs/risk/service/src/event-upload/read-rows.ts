import { isUtf8 } from 'node:buffer';
import { Fault, type Instant } from '@fanxing/kernel';
import {
  columnsOf,
  givenFromLine,
  givenFromRow,
  parseEvent,
  recordsIn,
  type CanonicalEvent,
} from '@fanxing/risk-events';
import type { EventUpload } from './event-upload.js';
import { rejectionOf, type Rejection } from './rejection.js';

/** An event, and in which row of the file it stands. */
export interface RowEvent {
  readonly row: number;
  readonly event: CanonicalEvent;
}

/** What stands in one part of a file. */
export interface ReadRows {
  readonly events: readonly RowEvent[];
  readonly rejections: readonly Rejection[];
  /** How many bytes the rows take that are whole. */
  readonly consumed: number;
  readonly rows: number;
  /** Of a CSV, once its header was read. */
  readonly columns: readonly string[] | null;
}

/**
 * Reads the rows of a part, which begins where a row does. A row that is none is told of and passed over. Fails with INPUT_INVALID when
 * the header of a CSV can not be read: then no row could.
 */
export function readRows(
  part: Buffer,
  upload: Pick<EventUpload, 'format' | 'columns' | 'rows'>,
  latest: Instant,
  isLast: boolean,
): ReadRows {
  const { records, consumed } = recordsIn(part, upload.format, isLast);
  // Asked once of the whole part: only in one that has a bad row is it asked of each.
  const isText = isUtf8(part);
  const events: RowEvent[] = [];
  const rejections: Rejection[] = [];
  let { columns } = upload;
  records.forEach(({ from, to }, index) => {
    const row = upload.rows + index + 1;
    if (from === to) return;
    const isHeader = upload.format === 'CSV' && columns === null;
    try {
      const text = isText ? part.toString('utf8', from, to) : textOf(part.subarray(from, to));
      if (isHeader) columns = columnsOf(text);
      else {
        const given = columns === null ? givenFromLine(text) : givenFromRow(columns, text);
        events.push({ row, event: parseEvent(given, latest, 'row') });
      }
    } catch (error) {
      if (!(error instanceof Fault) || isHeader) throw error;
      rejections.push(rejectionOf(row, error));
    }
  });
  return { events, rejections, consumed, rows: records.length, columns };
}

function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new Fault('INPUT_INVALID', { problem: 'the row is not UTF-8' }, 'row');
  return bytes.toString('utf8');
}
