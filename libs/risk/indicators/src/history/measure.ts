/** One column of figures, NaN where an event has none. */
export class Measure {
  /** True where doubles hold every sum of these figures exactly, so that sums may be differences of running sums. */
  readonly isExact: boolean;
  private ranking: Ranking | undefined;

  constructor(
    readonly values: Float64Array,
    /** The amounts themselves where doubles could not hold their sum exactly, else null. */
    readonly amounts: readonly bigint[] | null = null,
  ) {
    this.isExact = amounts === null && holdsSums(values);
  }

  /** The order of the figures by size; figures of equal size stand in any order. */
  rank(): Ranking {
    this.ranking ??= rankingOf(this.values);
    return this.ranking;
  }
}

export interface Ranking {
  /** Of each event, its place by size. */
  readonly ranks: Int32Array;
  /** Of each place by size, the event. */
  readonly order: Int32Array;
}

function holdsSums(values: Float64Array): boolean {
  let magnitude = 0;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value)) return false;
    magnitude += Math.abs(value);
  }
  return magnitude <= Number.MAX_SAFE_INTEGER;
}

function rankingOf(values: Float64Array): Ranking {
  const order = packedOrder(values) ?? comparedOrder(values);
  const ranks = new Int32Array(values.length);
  for (let rank = 0; rank < order.length; rank += 1) ranks[order[rank] ?? 0] = rank;
  return { ranks, order };
}

/** Whole figures with their place behind the decimal order are sorted natively, several times faster than by comparing. */
function packedOrder(values: Float64Array): Int32Array | undefined {
  const { length } = values;
  const keys = new Float64Array(length);
  for (let at = 0; at < length; at += 1) {
    const value = values[at] ?? 0;
    if (Number.isNaN(value)) keys[at] = -(2 ** 52) + at;
    else if (!Number.isInteger(value) || Math.abs(value) * length > 2 ** 51) return undefined;
    else keys[at] = value * length + at;
  }
  keys.sort();
  const order = new Int32Array(length);
  for (let rank = 0; rank < length; rank += 1) {
    const key = keys[rank] ?? 0;
    order[rank] = key < -(2 ** 51) - length ? key + 2 ** 52 : key - Math.floor(key / length) * length;
  }
  return order;
}

function comparedOrder(values: Float64Array): Int32Array {
  const order = Int32Array.from(values, (_, at) => at);
  return order.sort((left, right) => {
    const [before, after] = [values[left] ?? 0, values[right] ?? 0];
    return before < after ? -1 : before > after ? 1 : Number.isNaN(before) ? -1 : Number.isNaN(after) ? 1 : 0;
  });
}
