import type { Instant } from '@fanxing/kernel';
import { invalid } from '../manifest/invalid.js';
import type { ColumnsByName, EventSource } from '../manifest/manifest.js';
import { RowSource, type CsvFiles, type ReadColumn } from '../rows/row-source.js';
import { looseText } from '../values/loose-text.js';
import { instantReader, isDateLiteral, literalInstant } from '../values/read-instant.js';

/** One event that a row gives: a row has one, or with `unpivot` one an entry. */
export interface EventShape {
  /** Ends the id; empty without `unpivot`. */
  readonly suffix: string;
  /** The columns of the `unpivot` entry: a row where all are missing has no such event. Empty without `unpivot`. */
  readonly own: readonly ReadColumn[];
  /** What the row or the manifest says of when. */
  readonly date: ReadColumn;
  /** Undefined where that is no date. */
  readonly toInstant: (date: string) => Instant | undefined;
  readonly amount: ReadColumn | undefined;
  readonly counterparty: ReadColumn | undefined;
  readonly channel: ReadColumn | undefined;
  readonly fields: readonly { readonly name: string; readonly read: ReadColumn }[];
}

/** A part of the manifest's `events` with every column found. */
export interface EventPlan {
  readonly source: RowSource;
  readonly borrower: ReadColumn;
  readonly id: ReadColumn | undefined;
  readonly direction: ReadColumn;
  readonly shapes: readonly EventShape[];
}

/** Finds the columns of one part of `events`. Fails with INPUT_INVALID whose path is the key that names a wrong one. */
export function planEvents(
  files: CsvFiles,
  manifest: EventSource,
  timeZone: string,
  place: string,
): EventPlan {
  const source = new RowSource(files, manifest.file, manifest.join ?? [], manifest.where ?? {}, place);
  const column = codedColumns(source, manifest, place);
  checkAmountOnce(manifest, place);
  const common = {
    ...(manifest.amount === undefined ? {} : { amount: manifest.amount }),
    ...manifest.fields,
  };
  const shape = (columns: ColumnsByName, path: string): ShapeColumns =>
    shapeOf({ ...common, ...columns }, Object.keys(columns), (name, columnName) =>
      column(
        columnName,
        Object.hasOwn(columns, name) ? `${path}/${name}` : pathOfCommon(name, manifest, place),
      ),
    );
  const shapes = manifest.unpivot?.map((entry, index, entries): EventShape => {
    const path = `${place}/unpivot/${index}`;
    const before = entries.slice(0, index).filter((other) => other.at === entry.at).length;
    const instant = literalInstant(entry.at, timeZone, `${path}/at`);
    const suffix = `:${entry.at}${before === 0 ? '' : `.${before + 1}`}`;
    return {
      ...shape(entry.columns, `${path}/columns`),
      suffix,
      date: () => entry.at,
      toInstant: () => instant,
    };
  });
  return {
    source,
    borrower: column(manifest.borrower, `${place}/borrower`),
    id: manifest.id === undefined ? undefined : column(manifest.id, `${place}/id`),
    direction: directionOf(manifest.direction, column, place),
    shapes: shapes ?? [{ ...shape({}, place), suffix: '', ...dateOf(manifest, timeZone, column, place) }],
  };
}

type ShapeColumns = Omit<EventShape, 'suffix' | 'date' | 'toInstant'>;
type FindColumn = (name: string, path: string) => ReadColumn;

/** Columns as `codes` translate them; a value without a code stays as it is. */
function codedColumns(source: RowSource, manifest: EventSource, place: string): FindColumn {
  const codes = new Map<string, ReadonlyMap<string, string>>();
  for (const [name, table] of Object.entries(manifest.codes ?? {})) {
    source.column(name, `${place}/codes/${name}`);
    codes.set(
      name,
      new Map(Object.entries(table).map(([from, to]) => [looseText(from), to === null ? '' : String(to)])),
    );
  }
  return (name, path) => {
    const read = source.column(name, path);
    const table = codes.get(name);
    if (!table) return read;
    return (row) => {
      const text = read(row);
      return table.get(looseText(text)) ?? text;
    };
  };
}

/** `own` are the names that an `unpivot` entry gave. */
function shapeOf(
  columns: ColumnsByName,
  own: readonly string[],
  find: (name: string, column: string) => ReadColumn,
): ShapeColumns {
  const found = new Map(Object.entries(columns).map(([name, column]) => [name, find(name, column)]));
  const [amount, counterparty, channel] = slots.map((name) => found.get(name));
  return {
    own: own.flatMap((name) => found.get(name) ?? []),
    ...{ amount, counterparty, channel },
    fields: [...found].filter(([name]) => !slots.includes(name)).map(([name, read]) => ({ name, read })),
  };
}

/** Names that an event has a place of its own for. */
const slots: readonly string[] = ['amount', 'counterparty', 'channel'];

function checkAmountOnce(manifest: EventSource, place: string): void {
  if (manifest.amount === undefined || !Object.hasOwn(manifest.fields ?? {}, 'amount')) return;
  throw invalid('the amount is given twice: keep "amount" of the event', `${place}/fields/amount`);
}

function pathOfCommon(name: string, manifest: EventSource, place: string): string {
  return name === 'amount' && manifest.amount !== undefined ? `${place}/amount` : `${place}/fields/${name}`;
}

function dateOf(
  manifest: EventSource,
  timeZone: string,
  column: FindColumn,
  place: string,
): Pick<EventShape, 'date' | 'toInstant'> {
  const { at = '' } = manifest;
  if (isDateLiteral(at)) {
    const instant = literalInstant(at, timeZone, `${place}/at`);
    return { date: () => at, toInstant: () => instant };
  }
  return {
    date: column(at, `${place}/at`),
    toInstant: instantReader(manifest.dateFormat, timeZone, `${place}/dateFormat`),
  };
}

function directionOf(direction: string | undefined, column: FindColumn, place: string): ReadColumn {
  if (direction === undefined) return () => '';
  if (direction === 'in' || direction === 'out') return () => direction;
  return column(direction, `${place}/direction`);
}
