import { Fault } from '@fanxing/kernel';

/** What a column of a file of past applications is, beside a figure that the strategy may read. */
export const columnUses = {
  /** The bank's own number of the application; the row where there is none. */
  application: ['application', 'applicationId', 'id'],
  /** The application's currency; one for the whole file where there is no such column. */
  currency: ['currency'],
  /** What was decided then; where there is no such column all were approved, as in a file of loans. */
  decided: ['decided', 'decision'],
  limit: ['limit'],
  dailyRate: ['dailyRate'],
  /** A year, by 365 days; for files that have no daily one. */
  annualRate: ['annualRate'],
  amount: ['amount'],
  probability: ['probability', 'probabilityOfBad'],
  outcome: ['outcome', 'bad', 'default', 'target'],
  loss: ['loss'],
} as const satisfies Record<string, readonly string[]>;

export type ColumnUse = keyof typeof columnUses;

/** Known only after the decision: a strategy that read one would judge with hindsight. */
const late: Readonly<Partial<Record<ColumnUse, readonly [en: string, zh: string]>>> = {
  decided: ['what was decided then', '当时的审批结果'],
  limit: ['what was granted then', '当时批准的额度'],
  dailyRate: ['the price of then', '当时的利率'],
  annualRate: ['the price of then', '当时的利率'],
  outcome: ['what became of the loan', '贷款的最终结果'],
  loss: ['what was lost on the loan', '贷款的实际损失'],
};

export interface ColumnNames {
  /** Which column has a use, where it is not called as is usual (`columnUses`). */
  readonly uses?: Readonly<Partial<Record<ColumnUse, string | undefined>>>;
  /** The columns that the applications are divided by. */
  readonly segments?: readonly string[];
  /** The figures that are read, by the names by which a strategy finds them; all unless told. */
  readonly figures?: readonly string[] | undefined;
  /** Columns whose values are texts even where they look like numbers. */
  readonly texts?: readonly string[];
}

export interface ApplicationColumns {
  readonly header: readonly string[];
  /** Where in a row a use stands. */
  readonly uses: Readonly<Partial<Record<ColumnUse, number>>>;
  readonly segments: readonly number[];
  readonly texts: ReadonlySet<number>;
  /** The columns that a strategy may read, with the name by which it finds each. */
  readonly figures: readonly (readonly [place: number, name: string])[];
}

/**
 * Finds what each column of a header is. A name of a use matches whatever its case and underlines. Fails with
 * APPLICATION_COLUMN_MISSING for a column that was named and is not there, and with APPLICATION_COLUMN_TWICE.
 */
export function readColumns(header: readonly string[], names: ColumnNames = {}): ApplicationColumns {
  const twice = header.find((name, place) => header.indexOf(name) !== place);
  if (twice !== undefined) throw new Fault('APPLICATION_COLUMN_TWICE', { column: twice });
  const placeOf = (column: string, reader: string): number => {
    const place = header.indexOf(column);
    if (place >= 0) return place;
    throw new Fault('APPLICATION_COLUMN_MISSING', { column, reader, known: shown(header) });
  };
  const uses: Partial<Record<ColumnUse, number>> = {};
  for (const use of Object.keys(columnUses) as ColumnUse[]) {
    const named = names.uses?.[use];
    const place = named === undefined ? usualPlace(header, use) : placeOf(named, `the use as ${use}`);
    if (place >= 0) uses[use] = place;
  }
  mustDiffer(uses, header);
  const afterwards = new Set(Object.keys(late).map((use) => uses[use as ColumnUse]));
  return {
    header,
    uses,
    segments: (names.segments ?? []).map((name) => placeOf(name, 'a segment')),
    texts: new Set((names.texts ?? []).map((name) => placeOf(name, 'the list of texts'))),
    figures: header.flatMap((column, place) => {
      const name = column.replace(/^(indicators|attributes)\./, '');
      const isRead = names.figures?.includes(name) ?? true;
      return isRead && !afterwards.has(place) ? [[place, name] as const] : [];
    }),
  };
}

/**
 * Fails where a strategy reads what the file does not have, or what nobody knew at the decision: with
 * APPLICATION_COLUMN_MISSING and APPLICATION_COLUMN_LATE.
 */
export function mustGive({ header, uses, figures }: ApplicationColumns, names: readonly string[]): void {
  const given = new Set(figures.map(([, name]) => name));
  for (const column of names) {
    if (given.has(column)) continue;
    const use = (Object.keys(uses) as ColumnUse[]).find((one) => header[uses[one] ?? -1] === column);
    const [said, saidZh] = (use && late[use]) ?? [];
    if (said !== undefined && saidZh !== undefined)
      throw new Fault('APPLICATION_COLUMN_LATE', { column, use: said, useZh: saidZh });
    throw new Fault('APPLICATION_COLUMN_MISSING', {
      column,
      reader: 'the strategy',
      known: shown(header),
    });
  }
}

function usualPlace(header: readonly string[], use: ColumnUse): number {
  const usual = columnUses[use].map(plain);
  for (const name of usual) {
    const place = header.findIndex((column) => plain(column) === name);
    if (place >= 0) return place;
  }
  return -1;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}

/** A probability may be the strategy's figure too; any two other uses of one column are a mistake. */
function mustDiffer(uses: ApplicationColumns['uses'], header: readonly string[]): void {
  const places = Object.values(uses);
  const twice = places.find((place, at) => places.indexOf(place) !== at);
  if (twice !== undefined) throw new Fault('APPLICATION_COLUMN_TWICE', { column: header[twice] ?? '' });
}

function shown(names: readonly string[]): string {
  const more = names.length > 30 ? ', …' : '';
  return names.slice(0, 30).join(', ') + more;
}
