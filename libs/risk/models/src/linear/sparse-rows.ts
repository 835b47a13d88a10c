/**
 * Rows of which most columns are zero, in compressed sparse rows: the entries of row `r` are at `starts[r]` up to
 * `starts[r + 1]`, each column once.
 */
export interface SparseRows {
  readonly rows: number;
  readonly width: number;
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

export type SparseRow = Iterable<readonly [column: number, value: number]>;

/** Throws RangeError for a column outside `width`; the caller numbers them. */
export function sparseRows(rows: readonly SparseRow[], width: number): SparseRows {
  const starts = new Int32Array(rows.length + 1);
  const columns: number[] = [];
  const values: number[] = [];
  rows.forEach((row, at) => {
    for (const [column, value] of row) {
      if (!(column >= 0 && column < width)) throw new RangeError(`column ${column} of ${width}`);
      columns.push(column);
      values.push(value);
    }
    starts[at + 1] = columns.length;
  });
  return {
    rows: rows.length,
    width,
    starts,
    columns: Int32Array.from(columns),
    values: Float64Array.from(values),
  };
}

/** Only the rows of these places, in their order. */
export function rowsAt(from: SparseRows, places: readonly number[]): SparseRows {
  return sparseRows(
    places.map((place) => entriesOf(from, place)),
    from.width,
  );
}

function* entriesOf(
  { starts, columns, values }: SparseRows,
  row: number,
): Generator<readonly [column: number, value: number]> {
  for (let at = starts[row]!; at < starts[row + 1]!; at += 1) yield [columns[at]!, values[at]!];
}

/** Σ weight × value of a row. */
export function dot({ starts, columns, values }: SparseRows, row: number, weights: Float64Array): number {
  let sum = 0;
  for (let at = starts[row]!; at < starts[row + 1]!; at += 1) sum += weights[columns[at]!]! * values[at]!;
  return sum;
}

/** Adds `scale` times a row to `into`, in place: the inner step of both trainers. */
export function addRow(
  { starts, columns, values }: SparseRows,
  row: number,
  scale: number,
  into: Float64Array,
): void {
  for (let at = starts[row]!; at < starts[row + 1]!; at += 1) into[columns[at]!]! += scale * values[at]!;
}
