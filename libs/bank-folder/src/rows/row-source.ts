import type { CsvFile, CsvRow } from '../csv/csv-file.js';
import { invalid } from '../manifest/invalid.js';
import type { JoinClause, Where } from '../manifest/manifest.js';
import type { SkipTally } from '../skipped.js';
import { looseText } from '../values/loose-text.js';
import { JoinedFile } from './joined-file.js';

/** A row with what the joins brought in, in the order of the joins; undefined where no row matched. */
export interface Row {
  readonly cells: readonly string[];
  readonly joined: readonly (readonly string[] | undefined)[];
  readonly number: number;
}

/** Reads one column of a row, trimmed; empty where the cell is missing or the join found nothing. */
export type ReadColumn = (row: Row) => string;

export type CsvFiles = ReadonlyMap<string, CsvFile>;

interface Join {
  readonly alias: string;
  readonly on: ReadColumn;
  readonly file: JoinedFile;
}

/**
 * The rows of one file, each with the rows of other files that its joins name, and only those that `where` lets
 * through. Columns are asked for by name before the first row is read, so that an unknown one fails at once.
 */
export class RowSource {
  readonly file: CsvFile;
  private readonly joins: Join[] = [];
  private readonly conditions: { readonly read: ReadColumn; readonly values: ReadonlySet<string> }[] = [];

  /** `place` is the manifest's part that asks, such as `bank.json/events/0`. Fails with INPUT_INVALID. */
  constructor(
    private readonly files: CsvFiles,
    alias: string,
    joins: readonly JoinClause[],
    where: Where,
    place: string,
  ) {
    this.file = this.fileOf(alias);
    for (const [index, clause] of joins.entries()) {
      const on = this.column(clause.on, `${place}/join/${index}/on`);
      const file = new JoinedFile(this.fileOf(clause.file), clause.to, `${place}/join/${index}/to`);
      this.joins.push({ alias: clause.file, on, file });
    }
    for (const [column, values] of Object.entries(where)) {
      const read = this.column(column, `${place}/where/${column}`);
      this.conditions.push({ read, values: new Set(values.map(looseText)) });
    }
  }

  /** A column of the file itself, or `ALIAS.COLUMN` of a joined one. Fails with INPUT_INVALID naming what there is. */
  column(name: string, path: string): ReadColumn {
    if (!this.file.columns.includes(name)) {
      const position = this.joins.findIndex(({ alias }) => name.startsWith(`${alias}.`));
      const join = this.joins[position];
      if (!join) throw this.unknownColumn(name, path);
      const slot = join.file.keep(name.slice(join.alias.length + 1), path);
      return (row) => row.joined[position]?.[slot] ?? '';
    }
    const index = this.file.columnIndex(name, path);
    return (row) => row.cells[index]?.trim() ?? '';
  }

  /** Rows in the order of the file. Those with a wrong number of cells are told to the tally and left out. */
  async *rows(tally?: SkipTally): AsyncGenerator<Row> {
    for (const join of this.joins) await join.file.load();
    const width = this.file.columns.length;
    for await (const row of this.file.rows()) {
      if (!this.file.fits(row)) {
        tally?.add('ROW_MALFORMED', () => `${this.where(row)}: ${row.cells.length} cells, not ${width}`);
        continue;
      }
      const whole = this.join(row);
      if (this.conditions.every(({ read, values }) => values.has(looseText(read(whole))))) yield whole;
    }
  }

  /** Where a row stands, for people. */
  where(row: { readonly number: number }): string {
    return `${this.file.name} row ${row.number}`;
  }

  private join({ cells, number }: CsvRow): Row {
    const joined: (readonly string[] | undefined)[] = [];
    const row: Row = { cells, joined, number };
    for (const { on, file } of this.joins) joined.push(file.find(on(row)));
    return row;
  }

  private fileOf(alias: string): CsvFile {
    const file = this.files.get(alias);
    if (!file) throw invalid(`there is no file "${alias}"`, 'bank.json/files');
    return file;
  }

  private unknownColumn(name: string, path: string): Error {
    const alias = name.split('.', 1)[0] ?? '';
    if (name.includes('.') && this.files.has(alias)) {
      return invalid(`"${name}" needs the file "${alias}", which is not joined here: add it to "join"`, path);
    }
    const joined = this.joins.flatMap((join) => join.file.columns.map((column) => `${join.alias}.${column}`));
    return this.file.unknownColumn(name, [...this.file.columns, ...joined], path);
  }
}
