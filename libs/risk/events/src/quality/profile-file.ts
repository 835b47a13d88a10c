import { Fault, type Instant } from '@fanxing/kernel';
import type { GivenEvent } from '../event/canonical-event.js';
import { parseEvent } from '../event/parse-event.js';
import { canonicalKinds } from '../kind/canonical-kinds.js';
import { compileKind } from '../kind/compile-kind.js';
import { columnsOf, givenFromLine, givenFromRow } from '../file/given-event.js';
import { recordsIn, type FileFormat } from '../file/records.js';
import { count, countEvent, emptyProfile, type Profile } from './profile.js';

const checks = new Map(canonicalKinds.map((kind) => [kind.kind, compileKind(kind)]));

/**
 * Profiles a file of events as the platform would when it comes, part by part and without a platform: what it knows of itself. Whether a
 * borrower is known, and the kinds of a bank's own, only the platform can say.
 */
export class FileProfile {
  /** Of each kind in the file. */
  readonly kinds = new Map<string, Profile>();
  /** How many rows were no event, by the code of why. */
  readonly rejected = new Map<string, number>();
  rows = 0;
  private readonly ids = new Set<string>();
  private columns: readonly string[] | null = null;

  constructor(
    private readonly format: FileFormat,
    private readonly latest: Instant,
  ) {}

  /** Takes the rows that are whole in these bytes; answers how many bytes they take. Fails with INPUT_INVALID for a header that is none. */
  take(bytes: Buffer, isLast: boolean): number {
    const { records, consumed } = recordsIn(bytes, this.format, isLast);
    for (const { from, to } of records) {
      this.rows += 1;
      if (from !== to) this.takeRow(bytes.toString('utf8', from, to));
    }
    return consumed;
  }

  private takeRow(text: string): void {
    if (this.format === 'CSV' && this.columns === null) {
      this.columns = columnsOf(text);
      return;
    }
    try {
      this.takeEvent(this.columns === null ? givenFromLine(text) : givenFromRow(this.columns, text));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.rejected.set(error.reason, (this.rejected.get(error.reason) ?? 0) + 1);
    }
  }

  private takeEvent(given: GivenEvent): void {
    const event = parseEvent(given, this.latest, 'row');
    checks.get(event.kind)?.(event.fields, 'row');
    const profile = this.kinds.get(event.kind) ?? emptyProfile();
    this.kinds.set(event.kind, profile);
    if (this.ids.has(event.id)) count(profile, '', 'duplicates');
    else countEvent(profile, event, null);
    this.ids.add(event.id);
  }
}
