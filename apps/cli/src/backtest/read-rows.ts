import { parse } from 'csv-parse';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CliError, codeOf } from '../cli-error.js';
import { nameOf } from '../input-document.js';

/**
 * The rows of a CSV as they come, the header first, `.gz` unpacked on the way; `-` is standard input. Fails with status 3
 * where it can not be read or is no CSV.
 */
export async function* readRows(file: string): AsyncGenerator<readonly string[]> {
  const source = file === '-' ? process.stdin : createReadStream(file);
  const rows = parse({ bom: true, skip_empty_lines: true });
  const parts = file.endsWith('.gz') ? [source, createGunzip(), rows] : [source, rows];
  // The reader below is told of a failure too: here it only must not end the process.
  pipeline(parts as NodeJS.ReadWriteStream[], () => undefined);
  try {
    for await (const row of rows as AsyncIterable<string[]>) yield row;
  } catch (error) {
    throw told(error, file);
  }
}

function told(error: unknown, file: string): unknown {
  const code = codeOf(error);
  const line = (error as { lines?: number }).lines;
  if (code.startsWith('CSV_')) {
    const what = 'it is no CSV with as many fields a line as columns';
    return new CliError(3, code, what, `${nameOf(file)}:${line ?? '?'}`, 'mend the file');
  }
  if (code === 'unknown') return error;
  const what = `it can not be read (${code})`;
  return new CliError(3, 'FILE_UNREADABLE', what, nameOf(file), 'name a file that is there');
}
