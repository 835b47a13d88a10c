import type { Instant } from '@fanxing/kernel';
import { invalid } from './manifest/invalid.js';
import type { OutcomeSource } from './manifest/manifest.js';
import { RowSource, type CsvFiles, type ReadColumn } from './rows/row-source.js';
import { quoted, type SkipTally } from './skipped.js';
import { looseText } from './values/loose-text.js';
import { instantReader, isDateLiteral, literalInstant } from './values/read-instant.js';

export interface FolderOutcome {
  readonly borrowerId: string;
  readonly outcome: 'GOOD' | 'BAD';
  /** The borrower is decided on events strictly before this. */
  readonly asOf: Instant;
}

/** What became of the bank's borrowers, one outcome each. */
export class OutcomeReader {
  private readonly source: RowSource;
  private readonly borrower: ReadColumn;
  private readonly value: ReadColumn;
  private readonly verdicts: ReadonlyMap<string, 'GOOD' | 'BAD'>;
  private readonly asOf: ReadColumn;
  private readonly toInstant: (asOf: string) => Instant | undefined;

  constructor(files: CsvFiles, manifest: OutcomeSource, timeZone: string) {
    const place = 'bank.json/outcome';
    this.source = new RowSource(files, manifest.file, manifest.join ?? [], manifest.where ?? {}, place);
    this.borrower = this.source.column(manifest.borrower, `${place}/borrower`);
    this.value = this.source.column(manifest.column, `${place}/column`);
    this.verdicts = verdictsOf(manifest, place);
    if (isDateLiteral(manifest.asOf)) {
      const instant = literalInstant(manifest.asOf, timeZone, `${place}/asOf`);
      this.asOf = () => manifest.asOf;
      this.toInstant = () => instant;
    } else {
      this.asOf = this.source.column(manifest.asOf, `${place}/asOf`);
      this.toInstant = instantReader(manifest.dateFormat, timeZone, `${place}/dateFormat`);
    }
  }

  /** Outcomes in the order of the file; of several of one borrower the first counts. */
  async *outcomes(borrowerIds: ReadonlyMap<string, string>, tally: SkipTally): AsyncGenerator<FolderOutcome> {
    const seen = new Set<string>();
    for await (const row of this.source.rows(tally)) {
      const place = (): string => this.source.where(row);
      const cell = this.borrower(row);
      const borrowerId = borrowerIds.get(looseText(cell));
      const outcome = this.verdicts.get(looseText(this.value(row)));
      const asOf = this.toInstant(this.asOf(row));
      if (cell === '') tally.add('ID_MISSING', () => `${place()}: no borrower's id`);
      else if (borrowerId === undefined) {
        tally.add(
          'BORROWER_UNKNOWN',
          () => `${place()}: borrower ${quoted(cell)} is not in the borrowers' file`,
        );
      } else if (outcome === undefined) {
        tally.add('OUTCOME_UNKNOWN', () => `${place()}: ${quoted(this.value(row))} is neither good nor bad`);
      } else if (asOf === undefined) {
        tally.add('DATE_MALFORMED', () => `${place()}: ${quoted(this.asOf(row))} is no date; see dateFormat`);
      } else if (seen.has(borrowerId)) {
        tally.add('OUTCOME_REPEATED', () => `${place()}: borrower ${quoted(cell)} again`);
      } else {
        seen.add(borrowerId);
        yield { borrowerId, outcome, asOf };
      }
    }
  }
}

function verdictsOf(manifest: OutcomeSource, place: string): Map<string, 'GOOD' | 'BAD'> {
  const verdicts = new Map<string, 'GOOD' | 'BAD'>(manifest.good.map((value) => [looseText(value), 'GOOD']));
  for (const [index, value] of manifest.bad.entries()) {
    if (verdicts.get(looseText(value)) === 'GOOD') {
      throw invalid(`${JSON.stringify(value)} is in "good" and in "bad"`, `${place}/bad/${index}`);
    }
    verdicts.set(looseText(value), 'BAD');
  }
  return verdicts;
}
