import { parse } from 'csv-parse';
import { createReadStream } from 'node:fs';
import { Fault } from '@fanxing/kernel';
import { PaymentBook, type PaymentRow, type Payments } from '@fanxing/risk-network';
import { CliError, codeOf } from '../cli-error.js';

export interface PaymentOptions {
  readonly payments: string;
  readonly json?: boolean;
}

const needed = ['from', 'to', 'amount', 'at'] as const;
const known = new Set<string>([...needed, 'device']);

interface Record {
  readonly record: PaymentRow;
  readonly info: { readonly lines: number };
}

/** Reads `from,to,amount,at[,device]` with a header, in any order of columns and rows. Fails with status 3 and the line. */
export async function readPayments(path: string): Promise<Payments> {
  const book = new PaymentBook();
  try {
    const input = path === '-' ? process.stdin : createReadStream(path);
    const rows = parse({
      bom: true,
      trim: true,
      info: true,
      skip_empty_lines: true,
      columns: checkedColumns,
    });
    input.on('error', (error: Error) => rows.destroy(error)).pipe(rows);
    for await (const { record, info } of rows as AsyncIterable<Record>) book.add(record, info.lines);
  } catch (error) {
    throw told(error, path);
  }
  return book.end();
}

function checkedColumns(header: readonly string[]): string[] {
  for (const name of needed) {
    if (!header.includes(name))
      throw new CliError(
        3,
        'COLUMN_MISSING',
        `the column ${name} is missing`,
        'header',
        'from,to,amount,at[,device]',
      );
  }
  for (const name of header) {
    if (!known.has(name) || header.indexOf(name) !== header.lastIndexOf(name))
      throw new CliError(
        3,
        'COLUMN_UNKNOWN',
        `the column ${name} is not one of these`,
        'header',
        [...known].join(','),
      );
  }
  return [...header];
}

function told(error: unknown, path: string): unknown {
  if (error instanceof CliError)
    return new CliError(3, error.code, error.what, `${path}:1`, error.how, error.details);
  if (error instanceof Fault) {
    const where = `${path}:${error.details['line']}`;
    return new CliError(
      3,
      error.reason,
      error.message.replace(/\.$/, ''),
      where,
      'mend the file',
      error.details,
    );
  }
  const code = codeOf(error);
  if (code.startsWith('CSV_')) {
    const { lines } = error as { lines?: number };
    return new CliError(
      3,
      code,
      'it is no CSV with as many fields a line as columns',
      `${path}:${lines}`,
      'mend the file',
    );
  }
  return code === 'unknown'
    ? error
    : new CliError(3, 'FILE_UNREADABLE', `it can not be read (${code})`, path, 'name a file that is there');
}
