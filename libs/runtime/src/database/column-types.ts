import pg from 'pg';
import { fromEpochMs } from '@fanxing/kernel';

const oid = { date: 1082, timestamptz: 1184 } as const;
let done = false;

/**
 * Dates come back as `YYYY-MM-DD` and instants as UTC text, the kernel's own types. The driver's default, a local
 * `Date`, would move a business date by a day west of Greenwich.
 */
export function readTypesAsText(): void {
  if (done) return;
  done = true;
  pg.types.setTypeParser(oid.date, (text) => text);
  pg.types.setTypeParser(oid.timestamptz, (text) =>
    fromEpochMs(Date.parse(text.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00'))),
  );
}
