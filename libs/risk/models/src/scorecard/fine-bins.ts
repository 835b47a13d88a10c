/** One candidate characteristic: a value for each row, null where it is missing. All numbers, or all texts. */
export interface TrainingColumn {
  readonly name: string;
  readonly values: readonly (number | null)[] | readonly (string | null)[];
}

/**
 * A column cut into at most 20 fine bins without looking at outcomes, so that the cut can be shared by every fold.
 * `codes[row]` is 0 for missing, else 1 + the place of the row's bin.
 */
export interface FineColumn {
  readonly name: string;
  readonly type: 'numeric' | 'text';
  readonly codes: Uint8Array;
  readonly count: number;
  /** Numeric: where bin 1, 2, … begin. */
  readonly edges: readonly number[];
  /** Text: the value of each bin; the bin after the last is everything else. */
  readonly values: readonly string[];
}

const fineMax = 20;
/** A text that fewer rows than this hold is dealt with as "everything else". */
const textRowsMin = 5;

export function fineBins(column: TrainingColumn): FineColumn {
  const isText = column.values.some((value) => typeof value === 'string');
  return isText ? textBins(column) : numericBins(column);
}

function numericBins(column: TrainingColumn): FineColumn {
  const { name } = column;
  const values: readonly (number | string | null)[] = column.values;
  const numbers = Float64Array.from(values, (value) => (typeof value === 'number' ? value : Number.NaN));
  const edges = fineEdges(numbers.filter((value) => Number.isFinite(value)).sort());
  const codes = Uint8Array.from(numbers, (value) => (Number.isFinite(value) ? 1 + placeOf(edges, value) : 0));
  return { name, type: 'numeric', codes, count: edges.length + 1, edges, values: [] };
}

/** How many edges are at or below the value, which is the place of its bin. */
export function placeOf(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Bins of about equal size; a value that fills a bin alone (often 0) gets one of its own. */
function fineEdges(sorted: Float64Array): number[] {
  const target = sorted.length / fineMax;
  const edges: number[] = [];
  let held = 0;
  for (let at = 0; at < sorted.length;) {
    const value = sorted[at] ?? 0;
    let after = at + 1;
    while (after < sorted.length && sorted[after] === value) after += 1;
    const here = after - at;
    if (held >= target || (held > 0 && here >= target)) {
      edges.push(plainest(sorted[at - 1] ?? value, value));
      held = 0;
    }
    held += here;
    at = after;
  }
  return edges.slice(0, 254);
}

/** The number of fewest digits above `below` and not above `value`: it parts the same rows and reads better. */
function plainest(below: number, value: number): number {
  for (let digits = 1; digits < 17; digits += 1) {
    const candidate = Number(value.toPrecision(digits));
    if (candidate > below && candidate <= value) return candidate;
  }
  return value;
}

function textBins(column: TrainingColumn): FineColumn {
  const { name } = column;
  const values: readonly (number | string | null)[] = column.values;
  const counts = new Map<string, number>();
  for (const value of values) if (typeof value === 'string') counts.set(value, (counts.get(value) ?? 0) + 1);
  const kept = [...counts]
    .filter(([, count]) => count >= textRowsMin)
    .sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
    .slice(0, fineMax)
    .map(([value]) => value);
  const places = new Map(kept.map((value, place) => [value, place]));
  const codes = Uint8Array.from(values, (value) =>
    typeof value === 'string' ? 1 + (places.get(value) ?? kept.length) : 0,
  );
  return { name, type: 'text', codes, count: kept.length + 1, edges: [], values: kept };
}
