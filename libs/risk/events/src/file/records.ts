export type FileFormat = 'NDJSON' | 'CSV';

/** Where one record stands in the bytes: from its first byte to the one after its last, without its line end. */
export interface RecordPlace {
  readonly from: number;
  readonly to: number;
}

/** A record longer than this is none: it is cut here, so that one quote too many swallows no more than this. */
export const recordBytesMax = 65_536;

const [lineFeed, carriageReturn, quote] = [0x0a, 0x0d, 0x22];

/**
 * The records that are whole in these bytes, which begin with one, and how many bytes they take. `isLast`: no more bytes will come, so
 * that what is left is a record too. In CSV a line end between quotes is a part of its record (RFC 4180).
 */
export function recordsIn(
  bytes: Uint8Array,
  format: FileFormat,
  isLast: boolean,
): { readonly records: RecordPlace[]; readonly consumed: number } {
  const records: RecordPlace[] = [];
  let from = 0;
  while (from < bytes.length) {
    const end = endOf(bytes, from, format);
    if (end === undefined && !isLast) break;
    const stop = end ?? bytes.length;
    const isLine = bytes[stop] === lineFeed;
    records.push({ from, to: isLine && stop > from && bytes[stop - 1] === carriageReturn ? stop - 1 : stop });
    from = isLine ? stop + 1 : stop;
  }
  return { records, consumed: from };
}

/** Where the record ends that begins at `from`; undefined when that is still to come. */
function endOf(bytes: Uint8Array, from: number, format: FileFormat): number | undefined {
  const limit = from + recordBytesMax;
  const line = bytes.indexOf(lineFeed, from);
  const end = format === 'CSV' && line !== -1 ? endOutsideQuotes(bytes, from, line, limit) : line;
  if (end !== -1 && end <= limit) return end;
  if (bytes.length <= limit) return undefined;
  // A quote that is never closed: the lines after its own are read as what they are.
  return line !== -1 && line <= limit ? line : limit;
}

function endOutsideQuotes(bytes: Uint8Array, from: number, firstLine: number, limit: number): number {
  let line = firstLine;
  let quotes = 0;
  for (let at = from; line !== -1 && line <= limit; line = bytes.indexOf(lineFeed, line + 1)) {
    for (; at < line; at += 1) if (bytes[at] === quote) quotes += 1;
    if (quotes % 2 === 0) return line;
  }
  return -1;
}
