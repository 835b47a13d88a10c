import type { BorrowerSource } from './manifest/manifest.js';
import { RowSource, type CsvFiles, type ReadColumn } from './rows/row-source.js';
import type { SkipTally } from './skipped.js';
import { ColumnProfile } from './values/column-profile.js';
import { looseText } from './values/loose-text.js';

/** A value as the platform takes it: a number, a text, or null where the file has none. */
export type FieldValue = number | string | null;

export interface FolderBorrower {
  /** As the borrowers' file writes it. */
  readonly id: string;
  readonly attributes: Readonly<Record<string, FieldValue>>;
}

interface BorrowerIndex {
  /** Comparable form of an id → the id as written. */
  readonly ids: ReadonlyMap<string, string>;
  readonly profiles: readonly ColumnProfile[];
}

/** The bank's borrowers: who is one, and what is known of each. */
export class BorrowerReader {
  private readonly source: RowSource;
  private readonly id: ReadColumn;
  private readonly attributes: readonly { readonly name: string; readonly read: ReadColumn }[];
  private index: Promise<BorrowerIndex> | undefined;

  constructor(files: CsvFiles, manifest: BorrowerSource) {
    const place = 'bank.json/borrower';
    this.source = new RowSource(files, manifest.file, [], manifest.where ?? {}, place);
    this.id = this.source.column(manifest.id, `${place}/id`);
    this.attributes = Object.entries(manifest.attributes).map(([name, column]) => ({
      name,
      read: this.source.column(column, `${place}/attributes/${name}`),
    }));
  }

  /** Every borrower's id as written, by its comparable form; read once. */
  async ids(): Promise<ReadonlyMap<string, string>> {
    return (await this.load()).ids;
  }

  /** Borrowers in the order of the file; of several rows with one id the first counts. */
  async *borrowers(tally: SkipTally): AsyncGenerator<FolderBorrower> {
    const { ids, profiles } = await this.load();
    const readers = profiles.map((profile) => profile.reader());
    const remaining = new Set(ids.keys());
    for await (const row of this.source.rows(tally)) {
      const id = this.id(row);
      if (id === '') tally.add('ID_MISSING', () => `${this.source.where(row)}: no borrower's id`);
      else if (!remaining.delete(looseText(id))) {
        tally.add('BORROWER_REPEATED', () => `${this.source.where(row)}: borrower ${id} again`);
      } else {
        const entries = this.attributes.map(({ name, read }, index) => [
          name,
          readers[index]?.(read(row)) ?? null,
        ]);
        yield { id, attributes: Object.fromEntries(entries) as Record<string, FieldValue> };
      }
    }
  }

  private load(): Promise<BorrowerIndex> {
    this.index ??= this.read();
    return this.index;
  }

  private async read(): Promise<BorrowerIndex> {
    const ids = new Map<string, string>();
    const profiles = this.attributes.map(() => new ColumnProfile());
    for await (const row of this.source.rows()) {
      const id = this.id(row);
      const key = looseText(id);
      if (id === '' || ids.has(key)) continue;
      ids.set(key, id);
      for (const [index, { read }] of this.attributes.entries()) profiles[index]?.observe(read(row));
    }
    return { ids, profiles };
  }
}
