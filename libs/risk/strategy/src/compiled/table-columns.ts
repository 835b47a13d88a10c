import type { Expression, Scope } from '../language/compile-expression.js';
import type { Value } from '../language/value.js';
import type { SimpleTest } from './condition.js';
import { isTrue } from './compile-switch.js';

/** One cell that asks something: which row it is in, the test, and the same in a simple form where there is one. */
export interface Cell {
  readonly row: number;
  readonly test: Expression;
  readonly simple: SimpleTest | undefined;
}

/** Finds the rows of which no cell in a column fails; walks columns, not rows, over numbers side by side in memory. */
export class ColumnTests {
  private readonly numberRows: Int32Array;
  private readonly lows: Float64Array;
  private readonly highs: Float64Array;
  private readonly textRows: Int32Array;
  private readonly textNumbers: Int32Array;
  private readonly texts = new Map<string, number>();
  private readonly others: readonly Cell[];

  constructor(private readonly cells: readonly Cell[]) {
    const numbers = cells.flatMap(({ row, simple }) =>
      simple?.kind === 'interval' ? [{ row, ...simple }] : [],
    );
    const texts = cells.flatMap(({ row, simple }) => (simple?.kind === 'text' ? [{ row, ...simple }] : []));
    this.numberRows = Int32Array.from(numbers, ({ row }) => row);
    this.lows = Float64Array.from(numbers, ({ low }) => low);
    this.highs = Float64Array.from(numbers, ({ high }) => high);
    for (const { text } of texts) if (!this.texts.has(text)) this.texts.set(text, this.texts.size);
    this.textRows = Int32Array.from(texts, ({ row }) => row);
    this.textNumbers = Int32Array.from(texts, ({ text }) => this.texts.get(text) ?? -1);
    this.others = cells.filter(({ simple }) => simple === undefined);
  }

  /** Marks in `failed` the rows that do not hold for this value. */
  strike(value: Value, scope: Scope, failed: Uint8Array): void {
    if (typeof value === 'object' && value !== null) {
      this.strikeWith(this.cells, value, scope, failed);
      return;
    }
    this.strikeNumbers(typeof value === 'number' ? value : Number.NaN, failed);
    this.strikeTexts(typeof value === 'string' ? (this.texts.get(value) ?? -1) : -1, failed);
    this.strikeWith(this.others, value, scope, failed);
  }

  /** Nothing lies between bounds that is not a number. */
  private strikeNumbers(value: number, failed: Uint8Array): void {
    const { numberRows, lows, highs } = this;
    for (let place = 0; place < numberRows.length; place += 1) {
      if (!(value >= (lows[place] as number) && value <= (highs[place] as number))) {
        failed[numberRows[place] as number] = 1;
      }
    }
  }

  private strikeTexts(text: number, failed: Uint8Array): void {
    const { textRows, textNumbers } = this;
    for (let place = 0; place < textRows.length; place += 1) {
      if (textNumbers[place] !== text) failed[textRows[place] as number] = 1;
    }
  }

  private strikeWith(cells: readonly Cell[], value: Value, scope: Scope, failed: Uint8Array): void {
    if (cells.length === 0) return;
    for (const { row, test } of cells) {
      if (failed[row]) continue;
      scope.subject = value;
      if (!isTrue(test, scope)) failed[row] = 1;
    }
  }

  /** Marks every row that asks anything of a field that can not be read. */
  strikeAll(failed: Uint8Array): void {
    for (const { row } of this.cells) failed[row] = 1;
  }
}
