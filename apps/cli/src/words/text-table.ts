import { parse } from 'csv-parse/sync';
import { Fault } from '@fanxing/kernel';
import type { WordsRow } from '@fanxing/risk-words';
import { CliError, codeOf } from '../cli-error.js';
import { nameOf } from '../input-document.js';
import { readBytes } from './read-texts.js';

export interface TableOptions {
  readonly data: string;
  /** The column that holds what people wrote. */
  readonly text: string;
}

/** One row of a table, with its number in the file for whoever has to mend it. */
export interface TextRow {
  readonly text: string;
  readonly cells: Readonly<Record<string, string>>;
  readonly where: string;
}

interface ParsedRow {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

/** The rows of a CSV with a header. Fails with status 3 where it is none, or where one of the columns is missing. */
export async function readTable(file: string, columns: readonly string[]): Promise<ParsedRow[]> {
  const bytes = await readBytes(file);
  try {
    const check = (header: readonly string[]): string[] => {
      const missing = columns.filter((column) => !header.includes(column));
      if (missing.length === 0) return [...header];
      throw new CliError(
        3,
        'COLUMN_MISSING',
        `the column ${missing.join(', ')} is missing`,
        `${nameOf(file)}:1`,
        `it has ${header.join(', ')}`,
      );
    };
    const options = { bom: true, info: true, skip_empty_lines: true, columns: check } as const;
    return parse(Buffer.from(bytes), options) as unknown as ParsedRow[];
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(
      3,
      codeOf(error),
      'it is no CSV with as many fields a line as columns',
      `${nameOf(file)}:${(error as { lines?: number }).lines ?? '?'}`,
      'mend the file',
    );
  }
}

/** Texts with the figures beside them. Fails with status 3 where a figure is neither a number nor empty. */
export async function readTextRows(
  { data, text }: TableOptions,
  figures: readonly string[],
  more: readonly string[] = [],
): Promise<(TextRow & Required<Pick<WordsRow, 'figures'>>)[]> {
  const rows = await readTable(data, [text, ...figures, ...more]);
  return rows.map(({ record, info: { lines } }) => {
    const where = `${nameOf(data)}:${lines}`;
    const given = figures.map((name) => [name, figureOf(record[name] ?? '', name, where)] as const);
    return { text: record[text] ?? '', cells: record, where, figures: Object.fromEntries(given) };
  });
}

function figureOf(cell: string, name: string, where: string): number | null {
  if (cell.trim() === '') return null;
  const value = Number(cell);
  if (Number.isFinite(value)) return value;
  throw new CliError(3, 'FIGURE_MALFORMED', `${name} is no number`, where, 'give a number, or nothing');
}

/** A fault of the library is bad input data here, and is told with the row it came from. */
export function orBadRow<Result>(where: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new CliError(3, error.reason, error.message, where, 'mend what the message names', error.details);
  }
}
