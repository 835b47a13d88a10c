import type { Instant } from '@fanxing/kernel';
import type { FieldValue } from '../borrower-reader.js';
import type { EventSource } from '../manifest/manifest.js';
import type { CsvFiles, Row } from '../rows/row-source.js';
import { quoted, type SkipTally } from '../skipped.js';
import { ColumnProfile, isMissingMark } from '../values/column-profile.js';
import { looseText } from '../values/loose-text.js';
import { parseDirection, readAmount, type AmountRules, type Direction } from './direction.js';
import { RowNumbering } from './event-id.js';
import { planEvents, type EventPlan, type EventShape } from './event-plan.js';

/** Something that a borrower did or that was so at a moment. */
export interface FolderEvent {
  /** The same in every reading; rows with one id in the bank's own id column share it. */
  readonly id: string;
  readonly borrowerId: string;
  readonly kind: string;
  readonly at: Instant;
  /** Exact decimal in the bank's currency: a magnitude, but a balance has its sign. Null where the file has none. */
  readonly amount: string | null;
  /** Seen from the borrower's account. */
  readonly direction: Direction;
  readonly counterparty: string | null;
  readonly channel: string | null;
  readonly fields: Readonly<Record<string, FieldValue>>;
}

interface ReadingRules {
  readonly amount: AmountRules;
  readonly fields: ReadonlyMap<string, (text: string) => FieldValue>;
}

/** The one kind whose amount is a level and not money that moved. */
const levelKind = 'balance';

/**
 * Reads one part of the manifest's `events`. Whether a column holds numbers is known only when all of it was seen, so
 * the file is read twice: to learn, then to give out. Nothing is kept in memory but what identifies rows.
 */
export class EventReader {
  private readonly plan: EventPlan;
  private rules: Promise<ReadingRules> | undefined;

  constructor(
    files: CsvFiles,
    private readonly manifest: EventSource,
    timeZone: string,
    private readonly namespace: string,
    place: string,
  ) {
    this.plan = planEvents(files, manifest, timeZone, place);
  }

  /** Events in the order of the file. */
  async *events(borrowerIds: ReadonlyMap<string, string>, tally: SkipTally): AsyncGenerator<FolderEvent> {
    this.rules ??= this.learn();
    const rules = await this.rules;
    const numbering = new RowNumbering();
    const { plan } = this;
    for await (const row of plan.source.rows(tally)) {
      const borrowerId = this.borrowerOf(row, borrowerIds, tally);
      const direction = borrowerId === undefined ? undefined : this.directionOf(row, tally);
      if (borrowerId === undefined || direction === undefined) continue;
      const id = plan.id?.(row) || numbering.idOf(row.cells);
      for (const shape of plan.shapes) {
        if (shape.own.length > 0 && shape.own.every((read) => isMissingMark(read(row)))) continue;
        const event = this.eventOf(row, shape, direction, rules, tally);
        if (event)
          yield {
            id: `${this.namespace}:${id}${shape.suffix}`,
            borrowerId,
            kind: this.manifest.kind,
            ...event,
          };
      }
    }
  }

  private async learn(): Promise<ReadingRules> {
    const { source, shapes } = this.plan;
    const amounts = new ColumnProfile();
    const profiles = new Map<string, ColumnProfile>();
    for (const { fields } of shapes) for (const { name } of fields) profiles.set(name, new ColumnProfile());
    if (profiles.size > 0 || shapes.some(({ amount }) => amount)) {
      for await (const row of source.rows()) {
        for (const { amount, fields } of shapes) {
          if (amount) amounts.observe(amount(row));
          for (const { name, read } of fields) profiles.get(name)?.observe(read(row));
        }
      }
    }
    return {
      amount: { mark: amounts.mark, signed: amounts.hasNegatives, level: this.manifest.kind === levelKind },
      fields: new Map([...profiles].map(([name, profile]) => [name, profile.reader()])),
    };
  }

  private borrowerOf(row: Row, ids: ReadonlyMap<string, string>, tally: SkipTally): string | undefined {
    const cell = this.plan.borrower(row);
    const borrowerId = ids.get(looseText(cell));
    if (cell === '') tally.add('ID_MISSING', () => `${this.plan.source.where(row)}: no borrower's id`);
    else if (borrowerId === undefined) {
      tally.add(
        'BORROWER_UNKNOWN',
        () => `${this.plan.source.where(row)}: borrower ${quoted(cell)} is not in the borrowers' file`,
      );
    }
    return borrowerId;
  }

  private directionOf(row: Row, tally: SkipTally): Direction | undefined {
    const cell = this.plan.direction(row);
    const direction = parseDirection(cell);
    if (direction === undefined) {
      tally.add(
        'DIRECTION_UNKNOWN',
        () => `${this.plan.source.where(row)}: ${quoted(cell)} is neither in nor out; see codes`,
      );
    }
    return direction;
  }

  private eventOf(
    row: Row,
    shape: EventShape,
    stated: Direction,
    rules: ReadingRules,
    tally: SkipTally,
  ): Omit<FolderEvent, 'id' | 'borrowerId' | 'kind'> | undefined {
    const dateCell = shape.date(row);
    const at = shape.toInstant(dateCell);
    if (at === undefined) {
      tally.add(
        'DATE_MALFORMED',
        () => `${this.plan.source.where(row)}: ${quoted(dateCell)} is no date; see dateFormat`,
      );
      return undefined;
    }
    const amountCell = shape.amount?.(row) ?? '';
    const money = readAmount(amountCell, stated, rules.amount);
    if (money === undefined) {
      tally.add(
        'AMOUNT_MALFORMED',
        () => `${this.plan.source.where(row)}: ${quoted(amountCell)} is no amount`,
      );
      return undefined;
    }
    return {
      at,
      ...money,
      counterparty: shape.counterparty?.(row) || null,
      channel: shape.channel?.(row) || null,
      fields: Object.fromEntries(
        shape.fields.map(({ name, read }) => [name, rules.fields.get(name)?.(read(row)) ?? null]),
      ),
    };
  }
}
