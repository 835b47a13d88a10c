/** Why a row was left out while the others went on. */
export type SkipReason =
  | 'ROW_MALFORMED'
  | 'ID_MISSING'
  | 'BORROWER_REPEATED'
  | 'BORROWER_UNKNOWN'
  | 'DATE_MALFORMED'
  | 'AMOUNT_MALFORMED'
  | 'DIRECTION_UNKNOWN'
  | 'OUTCOME_UNKNOWN'
  | 'OUTCOME_REPEATED';

/** The rows left out for one reason. Examples quote the bank's data: show them to its people, never log them. */
export interface SkippedRows {
  readonly reason: SkipReason;
  readonly count: number;
  /** Such as `trans.csv row 17: "31.02.2020" is no date; see dateFormat`. */
  readonly examples: readonly string[];
}

/** What the latest complete reading of each part left out. */
export interface SkippedReport {
  readonly borrowers: readonly SkippedRows[];
  readonly events: readonly SkippedRows[];
  readonly outcomes: readonly SkippedRows[];
}

const examplesMax = 3;

/** Counts the rows that a reading leaves out. */
export class SkipTally {
  private readonly entries = new Map<SkipReason, { count: number; examples: string[] }>();

  /** `example` is called for the first few rows of a reason only: texts for a million bad rows would cost too much. */
  add(reason: SkipReason, example: () => string): void {
    const entry = this.entries.get(reason) ?? { count: 0, examples: [] };
    if (entry.count === 0) this.entries.set(reason, entry);
    entry.count += 1;
    if (entry.examples.length < examplesMax) entry.examples.push(example());
  }

  report(): SkippedRows[] {
    return [...this.entries].map(([reason, { count, examples }]) => ({
      reason,
      count,
      examples: [...examples],
    }));
  }
}

/** A cell in a sentence: quoted, and cut where it is long. */
export function quoted(cell: string): string {
  return JSON.stringify(cell.length > 40 ? `${cell.slice(0, 40)}…` : cell);
}
