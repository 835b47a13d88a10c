import { minorUnitExponent, parseCurrency, type Instant } from '@fanxing/kernel';
import { epochMs, type History } from '../history/history.js';
import type { EventColumns } from '../history/event-columns.js';

export interface MomentOptions {
  /** Amounts that are not in it do not count; without it, the currency that most of the past is in is taken. */
  readonly currency?: string | null;
  /** How far local clocks are ahead of UTC; 480 (China) unless told. */
  readonly utcOffsetMinutes?: number;
}

/** When figures are asked for, and in what money and time they count. */
export interface Moment {
  readonly ms: number;
  readonly utcOffsetMinutes: number;
  readonly currency: string | null;
  readonly minorPerMajor: number;
}

const chinaOffsetMinutes = 480;

/** Fails with INSTANT_MALFORMED or CURRENCY_UNKNOWN. */
export function momentOf(history: History, asOf: Instant, options: MomentOptions): Moment {
  const ms = epochMs(asOf);
  const currency = options.currency ?? mainCurrency(history, ms);
  const exponent = currency === null ? 2 : minorUnitExponent(parseCurrency(currency));
  return {
    ms,
    utcOffsetMinutes: options.utcOffsetMinutes ?? chinaOffsetMinutes,
    currency,
    minorPerMajor: 10 ** exponent,
  };
}

/** The first position whose time is at or after `ms`. */
export function lowerBound(times: Float64Array, ms: number, count = times.length): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The amounts in the currency that counts, or in none; the others are NaN, as those of events without an amount are. */
export function countedAmounts(columns: EventColumns, history: History, moment: Moment): Float64Array {
  const { amount, currency } = columns.values;
  const counted = moment.currency === null ? -1 : history.currencies.find(moment.currency);
  if (currency.every((number) => number === counted || number < 0)) return amount;
  return amount.map((value, at) => {
    const number = currency[at] ?? -1;
    return number < 0 || number === counted ? value : Number.NaN;
  });
}

/** Amounts of two currencies have no sum: the one that most of the past is in counts; by letters if there is a tie. */
function mainCurrency({ kinds, currencies }: History, asOfMs: number): string | null {
  const counts = new Float64Array(currencies.words.length);
  for (const { values } of kinds.values()) {
    const past = lowerBound(values.ms, asOfMs);
    for (let at = 0; at < past; at += 1) {
      const number = values.currency[at] ?? -1;
      if (number >= 0 && !Number.isNaN(values.amount[at] ?? Number.NaN))
        counts[number] = (counts[number] ?? 0) + 1;
    }
  }
  let main: string | null = null;
  let most = 0;
  currencies.words.forEach((word, number) => {
    const count = counts[number] ?? 0;
    if (count > most || (count === most && count > 0 && main !== null && word < main)) {
      main = word;
      most = count;
    }
  });
  return main;
}
