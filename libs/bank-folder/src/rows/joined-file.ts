import type { CsvFile } from '../csv/csv-file.js';
import { looseText } from '../values/loose-text.js';

/**
 * A file that others join to, held in memory by its key: only the columns that are asked for. Of several rows with
 * one key the first counts; a row without a key matches nothing.
 */
export class JoinedFile {
  private readonly key: number;
  private readonly kept: number[] = [];
  private index: Promise<Map<string, readonly string[]>> | undefined;
  private rows: ReadonlyMap<string, readonly string[]> = new Map();

  constructor(
    private readonly file: CsvFile,
    to: string,
    path: string,
  ) {
    this.key = file.columnIndex(to, path);
  }

  get columns(): readonly string[] {
    return this.file.columns;
  }

  /** Asks for a column before the file is loaded; returns its position in what {@link find} gives. */
  keep(column: string, path: string): number {
    const index = this.file.columnIndex(column, path);
    const known = this.kept.indexOf(index);
    return known >= 0 ? known : this.kept.push(index) - 1;
  }

  async load(): Promise<void> {
    this.index ??= this.read();
    this.rows = await this.index;
  }

  find(key: string): readonly string[] | undefined {
    return this.rows.get(looseText(key));
  }

  private async read(): Promise<Map<string, readonly string[]>> {
    const index = new Map<string, readonly string[]>();
    for await (const row of this.file.rows()) {
      if (!this.file.fits(row)) continue;
      const { cells } = row;
      const key = looseText(cells[this.key] ?? '');
      if (key === '' || index.has(key)) continue;
      index.set(
        key,
        this.kept.map((column) => cells[column]?.trim() ?? ''),
      );
    }
    return index;
  }
}
