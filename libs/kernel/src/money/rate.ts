import { Fault } from '../fault/fault.js';
import { divideRounded, type Rounding } from './rounding.js';

/** Decimal places that a rate keeps: enough for an annual rate divided by 365 to lose nothing that a cent can show. */
export const rateDecimals = 12;
const one = 10n ** BigInt(rateDecimals);
const ratePattern = /^-?\d{1,6}(\.\d{1,12})?$/;

/** An exact decimal fraction (0.0005 for 0.05 %), in units of 10⁻¹². */
export interface Rate {
  readonly units: bigint;
}

/** Reads a decimal string such as `"0.0005"`. Fails with RATE_MALFORMED. */
export function parseRate(text: string, path?: string): Rate {
  if (!ratePattern.test(text)) throw new Fault('RATE_MALFORMED', { rate: text }, path);
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  const units = BigInt(whole) * one + BigInt(fraction.padEnd(rateDecimals, '0'));
  return { units: negative ? -units : units };
}

/** Writes a rate without trailing zeros: `"0.0005"`. */
export function formatRate(rate: Rate): string {
  const negative = rate.units < 0n;
  const units = negative ? -rate.units : rate.units;
  const fraction = (units % one).toString().padStart(rateDecimals, '0').replace(/0+$/, '');
  const text = fraction === '' ? `${units / one}` : `${units / one}.${fraction}`;
  return negative ? `-${text}` : text;
}

/** `minor × rate`, rounded to whole minor units as named. */
export function applyRate(minor: bigint, rate: Rate, rounding: Rounding): bigint {
  return divideRounded(minor * rate.units, one, rounding);
}

export function compareRates(left: Rate, right: Rate): -1 | 0 | 1 {
  return left.units < right.units ? -1 : left.units > right.units ? 1 : 0;
}

export function clampRate(rate: Rate, lowest: Rate, highest: Rate): Rate {
  if (rate.units < lowest.units) return lowest;
  return rate.units > highest.units ? highest : rate;
}
