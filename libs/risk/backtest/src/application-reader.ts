import {
  divideRounded,
  Fault,
  parseCurrency,
  parseMinor,
  parseRate,
  type CurrencyCode,
  type Rate,
} from '@fanxing/kernel';
import type { ApplicationColumns, ColumnUse } from './application-columns.js';
import type { PastApplication } from './past-application.js';

export interface ReaderOptions {
  /** The currency of a file without such a column. */
  readonly currency: CurrencyCode;
  /** What stands for a bad and for a good outcome, whatever the case; `outcomeWords` unless told. */
  readonly bad?: readonly string[];
  readonly good?: readonly string[];
}

/** What stands for an outcome unless told; an empty cell is an outcome that nobody knows. */
export const outcomeWords = {
  bad: ['1', 'true', 'yes', 'bad', 'default', 'defaulted'],
  good: ['0', 'false', 'no', 'good', 'paid', 'repaid'],
} as const;

const decidedWords = {
  approved: ['approve', 'approved', '1', 'true', 'yes'],
  declined: ['decline', 'declined', '0', 'false', 'no'],
} as const;

const numberPattern = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d{1,3})?$/;
const daysOfYear = 365n;

/**
 * Reads one row of a file. A cell is a number where it is written as one, true or false where it says so, missing where it
 * is empty, and a text otherwise; the strategy finds a figure as `NAME`, `indicators["NAME"]` and `attributes.NAME`.
 * The reader fails with APPLICATION_CELL_INVALID, which names row and column.
 */
export function applicationReader(
  columns: ApplicationColumns,
  options: ReaderOptions,
): (cells: readonly string[], row: number) => PastApplication {
  const outcome = wordsOf<'bad' | 'good'>([
    ['bad', options.bad ?? outcomeWords.bad],
    ['good', options.good ?? outcomeWords.good],
  ]);
  const decided = wordsOf([
    [true, decidedWords.approved],
    [false, decidedWords.declined],
  ]);
  const { uses, segments } = columns;
  return (cells, row) => {
    const cell = new CellReader(columns, cells, row);
    const currency = cell.read('currency', (text) => parseCurrency(text)) ?? options.currency;
    const amountOf = (text: string): bigint => notNegative(parseMinor(text, currency));
    const known = figuresOf(columns, cells);
    return {
      row,
      id: cell.read('application', (text) => text) ?? String(row),
      currency,
      figures: { ...known, indicators: known, attributes: known },
      approvedThen: uses.decided === undefined || (cell.read('decided', decided) ?? cell.refuse('decided')),
      limitThen: cell.read('limit', amountOf),
      rateThen: cell.read('dailyRate', rateOf) ?? cell.read('annualRate', dailyOf),
      amount: cell.read('amount', amountOf),
      probability: cell.read('probability', probabilityOf),
      outcome: cell.read('outcome', outcome),
      loss: cell.read('loss', (text) => parseMinor(text, currency)),
      segments: segments.map((place) => (cells[place] ?? '').trim()),
    };
  };
}

/** What keeps a cell from being read; told with its row and column. */
class Unfit extends Error {}

class CellReader {
  constructor(
    private readonly columns: ApplicationColumns,
    private readonly cells: readonly string[],
    private readonly row: number,
  ) {}

  /** Null where the use has no column or the cell is empty. */
  read<Value>(use: ColumnUse, parse: (text: string) => Value): Value | null {
    const text = this.text(use);
    if (text === '') return null;
    try {
      return parse(text);
    } catch (error) {
      if (error instanceof Fault || error instanceof Unfit) return this.refuse(use, error.message);
      throw error;
    }
  }

  refuse(use: ColumnUse, problem = 'is empty'): never {
    throw new Fault('APPLICATION_CELL_INVALID', {
      row: this.row,
      column: this.columns.header[this.columns.uses[use] ?? -1] ?? '',
      cell: this.text(use).slice(0, 40),
      problem: problem.replace(/\.$/, ''),
    });
  }

  private text(use: ColumnUse): string {
    const place = this.columns.uses[use];
    return place === undefined ? '' : (this.cells[place] ?? '').trim();
  }
}

function wordsOf<Value>(meanings: readonly (readonly [Value, readonly string[]])[]): (text: string) => Value {
  const known = new Map(
    meanings.flatMap(([value, words]) => words.map((word) => [plain(word), value] as const)),
  );
  return (text) => {
    const value = known.get(plain(text));
    if (value === undefined) throw new Unfit(`is none of ${[...known.keys()].join(', ')}`);
    return value;
  };
}

function figuresOf(
  { figures, texts }: ApplicationColumns,
  cells: readonly string[],
): Record<string, unknown> {
  const known: Record<string, unknown> = {};
  for (const [place, name] of figures) known[name] = valueOf(cells[place] ?? '', texts.has(place));
  return known;
}

function valueOf(cell: string, isText: boolean): string | number | boolean | null {
  const text = cell.trim();
  if (text === '') return null;
  if (isText) return text;
  if (numberPattern.test(text)) return Number(text);
  return text === 'true' ? true : text === 'false' ? false : text;
}

function plain(text: string): string {
  return text.trim().toLowerCase();
}

function notNegative(minor: bigint): bigint {
  if (minor < 0n) throw new Unfit('is below zero');
  return minor;
}

function rateOf(text: string): Rate {
  const rate = parseRate(text);
  if (rate.units < 0n) throw new Unfit('is below zero');
  return rate;
}

function dailyOf(text: string): Rate {
  return { units: divideRounded(rateOf(text).units, daysOfYear, 'half-even') };
}

function probabilityOf(text: string): number {
  const value = Number(text);
  if (value >= 0 && value <= 1) return value;
  throw new Unfit('is no number from 0 to 1');
}
