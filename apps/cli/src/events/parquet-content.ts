import type { FileHandle } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { parquetMetadataAsync, parquetReadObjects, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import { CliError } from '../cli-error.js';
import type { UploadContent } from './upload-content.js';

const rowsAtOnce = 5_000;
const chunkBytes = 4 * 1024 * 1024;
const figurePrefix = 'fields.';
/** What hyparquet reads besides Snappy, with what Node has. */
export const compressors = {
  GZIP: (bytes: Uint8Array) => gunzipSync(bytes),
  BROTLI: (bytes: Uint8Array) => brotliDecompressSync(bytes),
};

type Schema = FileMetaData['schema'][number];

/**
 * The rows of a Parquet file as lines of NDJSON, which is what the platform takes: a Parquet file says what it holds at its end, so that
 * it can not be taken part by part. Rows are read some thousands at a time; the same file gives the same lines, so that an upload that
 * broke off goes on in the middle. Columns are named as those of a CSV.
 */
export class ParquetContent implements UploadContent {
  private row = 0;
  /** Lines that were made and not sent yet, and where they begin. */
  private lines: Buffer = Buffer.alloc(0);
  private at = 0;

  private constructor(
    private readonly handle: FileHandle,
    private readonly file: AsyncBuffer,
    private readonly metadata: FileMetaData,
    private readonly scales: ReadonlyMap<string, number>,
  ) {}

  /** Fails with FILE_UNREADABLE when it is no Parquet file or its columns can not be those of events. */
  static async open(path: string, handle: FileHandle): Promise<ParquetContent> {
    const { size } = await handle.stat();
    const file: AsyncBuffer = { byteLength: size, slice: (from, to = size) => bytesOf(handle, from, to) };
    let metadata: FileMetaData;
    try {
      metadata = await parquetMetadataAsync(file);
    } catch {
      throw unreadable('it is no Parquet file', path);
    }
    const columns = metadata.schema.slice(1);
    for (const column of columns) mustBeFlat(column, path);
    const scales = new Map(columns.filter(isDecimal).map(({ name, scale }) => [name, scale ?? 0]));
    // As what they are stored as, whole numbers: the library would make floats of them.
    for (const column of columns.filter(isDecimal)) {
      delete column.converted_type;
      delete column.logical_type;
    }
    return new ParquetContent(handle, file, metadata, scales);
  }

  async read(from: number): Promise<{ bytes: Buffer; isLast: boolean }> {
    if (from < this.at) [this.row, this.at, this.lines] = [0, 0, Buffer.alloc(0)];
    const rows = Number(this.metadata.num_rows);
    while (this.at + this.lines.length <= from && this.row < rows) {
      this.at += this.lines.length;
      this.lines = await this.nextLines(rows);
    }
    this.lines = this.lines.subarray(from - this.at);
    this.at = from;
    const bytes = this.lines.subarray(0, chunkBytes);
    return { bytes, isLast: this.row >= rows && bytes.length === this.lines.length };
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  private async nextLines(rows: number): Promise<Buffer> {
    const rowEnd = Math.min(rows, this.row + rowsAtOnce);
    const { file, metadata } = this;
    const range = { rowStart: this.row, rowEnd };
    const read = await parquetReadObjects({ file, metadata, ...range, compressors, utf8: false });
    this.row = rowEnd;
    return Buffer.from(read.map((row) => `${JSON.stringify(this.eventOf(row))}\n`).join(''));
  }

  private eventOf(row: Record<string, unknown>): Record<string, unknown> {
    const fields: Record<string, unknown> = {};
    const event: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(row)) {
      if (value === null || value === undefined) continue;
      const isField = name.startsWith(figurePrefix);
      const scale = this.scales.get(name);
      const text = scale === undefined ? written(value) : decimal(value, scale);
      if (!isField) event[name] = text;
      else fields[name.slice(figurePrefix.length)] = scale === undefined ? text : Number(text);
    }
    return { ...event, fields };
  }
}

/** A whole number of 10⁻ˢᶜᵃˡᵉ as a decimal text: in bytes it is big-endian, in two's complement. */
function decimal(value: unknown, scale: number): string {
  const whole =
    value instanceof Uint8Array
      ? BigInt.asIntN(value.length * 8, BigInt(`0x${Buffer.from(value).toString('hex') || '0'}`))
      : BigInt(value as number | bigint);
  const digits = (whole < 0n ? -whole : whole).toString().padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return whole < 0n ? `-${text}` : text;
}

function written(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'bigint') return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
}

function isDecimal({ converted_type: converted, logical_type: logical }: Schema): boolean {
  return converted === 'DECIMAL' || logical?.type === 'DECIMAL';
}

function mustBeFlat(column: Schema, path: string): void {
  const { name, num_children: children, repetition_type: repetition, logical_type: logical, type } = column;
  if ((children ?? 0) > 0 || repetition === 'REPEATED')
    throw unreadable(`its column ${name} holds more than one value`, path);
  if (logical?.type === 'TIMESTAMP' && !logical.isAdjustedToUTC)
    throw unreadable(`the times of its column ${name} are of no time zone`, path);
  if (name === 'amount' && (type === 'FLOAT' || type === 'DOUBLE'))
    throw unreadable('its column amount holds floating-point numbers, which are no amounts', path);
}

function unreadable(what: string, path: string): CliError {
  return new CliError(3, 'FILE_UNREADABLE', what, path, 'see fanxing events upload --help for its columns');
}

async function bytesOf(handle: FileHandle, from: number, to: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(to - from);
  await handle.read(bytes, 0, bytes.length, from);
  return bytes.buffer;
}
