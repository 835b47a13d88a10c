import type { MoneyUnit, TimedEvent } from './timeline.js';

/** The figures of one measure over one filter's events, oldest first, in minor units for money. */
export interface Series {
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly counterparties: readonly (string | null)[];
  /** The amounts themselves where doubles could not hold their sum exactly, else null. */
  readonly exact: readonly bigint[] | null;
  /** What a value is divided by at the end: 100 for cents, 1 for a numeric field. */
  readonly divisor: number;
}

/** Events without the measure (no amount, another currency, a field that is not a number) are left out. */
export function seriesOf(rows: readonly TimedEvent[], measure: string | null, money: MoneyUnit): Series {
  return measure === null ? amountSeries(rows, money) : fieldSeries(rows, measure);
}

function amountSeries(rows: readonly TimedEvent[], money: MoneyUnit): Series {
  const kept = rows.filter(
    ({ event }) =>
      event.amountMinor !== null && (event.currency === null || event.currency === money.currency),
  );
  const amounts = kept.map(({ event }) => event.amountMinor ?? 0n);
  const values = Float64Array.from(amounts, Number);
  const magnitude = values.reduce((sum, value) => sum + Math.abs(value), 0);
  const exact = magnitude > Number.MAX_SAFE_INTEGER ? amounts : null;
  return { ...timesOf(kept), values, exact, divisor: money.minorPerMajor };
}

function fieldSeries(rows: readonly TimedEvent[], field: string): Series {
  const kept = rows.filter(({ event }) => Number.isFinite(event.fields[field]));
  const values = Float64Array.from(kept, ({ event }) => Number(event.fields[field]));
  return { ...timesOf(kept), values, exact: null, divisor: 1 };
}

function timesOf(rows: readonly TimedEvent[]): Pick<Series, 'times' | 'counterparties'> {
  return {
    times: Float64Array.from(rows, ({ ms }) => ms),
    counterparties: rows.map(({ event }) => event.counterparty),
  };
}

/** The first position whose time is at or after `ms`. */
export function lowerBound(times: Float64Array, ms: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
