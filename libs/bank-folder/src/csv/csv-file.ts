import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import type { Fault } from '@fanxing/kernel';
import { invalid } from '../manifest/invalid.js';
import { suggestion } from '../manifest/nearest-name.js';

/** One row of a file: its cells as written, and its number as a spreadsheet shows it (the header is row 1). */
export interface CsvRow {
  readonly cells: readonly string[];
  readonly number: number;
}

/** A row longer than this is a quote that nobody closed. */
const rowCharactersMax = 1_000_000;

/**
 * A CSV file with a header: UTF-8 with or without a byte order mark, lines ended by LF, CRLF or CR, quoted or not,
 * plain or gzip (known by its first bytes, not by its name). Read as a stream, never whole.
 */
export class CsvFile {
  private constructor(
    readonly alias: string,
    /** As the manifest names it. */
    readonly name: string,
    private readonly location: string,
    private readonly delimiter: string,
    private readonly gzip: boolean,
    readonly columns: readonly string[],
  ) {}

  /** Reads the header. Fails with INPUT_INVALID for a file without one, or that can not be read. */
  static async open(alias: string, name: string, location: string, delimiter: string): Promise<CsvFile> {
    const gzip = await startsWithGzipMagic(location, alias);
    const unread = new CsvFile(alias, name, location, delimiter, gzip, []);
    for await (const { cells } of unread.records()) {
      const columns = cells.map((cell) => cell.trim());
      while (columns.length > 1 && columns.at(-1) === '') columns.pop();
      return new CsvFile(alias, name, location, delimiter, gzip, columns);
    }
    throw unread.broken('is empty: its first line must name the columns');
  }

  /** The position of a column. Fails with INPUT_INVALID, naming the columns there are and the nearest. */
  columnIndex(column: string, path: string): number {
    const index = this.columns.indexOf(column);
    if (index < 0) throw this.unknownColumn(column, this.columns, path);
    if (this.columns.indexOf(column, index + 1) > 0) {
      throw invalid(`${this.name} has more than one column "${column}": rename one in its header`, path);
    }
    return index;
  }

  unknownColumn(column: string, known: readonly string[], path: string): Fault {
    const other = [';', '\t', '|', ','].find(
      (mark) => this.columns.length === 1 && this.columns[0]?.includes(mark),
    );
    const hint =
      other === undefined
        ? ''
        : `. The header looks delimited by ${JSON.stringify(other)}: say so in bank.json/files/${this.alias}/delimiter`;
    return invalid(
      `${this.name} has no column "${column}"${suggestion(column, known)} Columns: ${known.join(', ')}${hint}`,
      path,
    );
  }

  /**
   * Whether a row has a cell for each column. Exports that end every row with a delimiter write empty cells too many;
   * any other difference is damage, and the cells can not be trusted to stand in their columns.
   */
  fits({ cells }: CsvRow): boolean {
    const width = this.columns.length;
    return (
      cells.length === width || (cells.length > width && cells.slice(width).every((cell) => cell === ''))
    );
  }

  /** The rows below the header, in order, whatever their number of cells. */
  rows(): AsyncGenerator<CsvRow> {
    return this.records(2);
  }

  /** Rows from a number on; the header is 1. */
  private async *records(first = 1): AsyncGenerator<CsvRow> {
    let number = 0;
    try {
      for await (const cells of this.stream()) {
        number += 1;
        if (number >= first) yield { cells: cells as string[], number };
      }
    } catch (error) {
      if (error instanceof CsvError) throw this.broken(`can not be read as CSV: ${explain(error)}`);
      const code = (error as NodeJS.ErrnoException).code;
      if (code === undefined) throw error;
      throw this.broken(`can not be read (${code}${code.startsWith('Z_') ? ': the gzip is damaged' : ''})`);
    }
  }

  private stream(): Readable {
    const parser = parse({
      bom: true,
      delimiter: this.delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: rowCharactersMax,
    });
    const bytes = createReadStream(this.location);
    // A failure anywhere destroys the parser with that error, and whoever iterates it gets it: nothing to do here.
    const settled = (): void => undefined;
    if (this.gzip) pipeline(bytes, createGunzip(), parser, settled);
    else pipeline(bytes, parser, settled);
    return parser;
  }

  private broken(problem: string): Fault {
    return invalid(`the file ${this.name} ${problem}`, `bank.json/files/${this.alias}`);
  }
}

async function startsWithGzipMagic(location: string, alias: string): Promise<boolean> {
  try {
    const handle = await open(location);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
      return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw invalid(`the file ${location} can not be read (${code})`, `bank.json/files/${alias}`);
  }
}

function explain(error: CsvError): string {
  const line = typeof error.lines === 'number' ? ` near line ${error.lines}` : '';
  if (error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE') {
    return `a quote is opened and never closed${line}`;
  }
  return error.message.replace(/\.$/, '');
}
