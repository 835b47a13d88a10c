import { StrategyStop } from './strategy-stop.js';

/** A decimal with more digits than a double keeps: `mantissa` ÷ 10^`scale`, at most 96 bits and 28 places. */
export class LongDecimal {
  constructor(
    readonly mantissa: bigint,
    readonly scale: number,
  ) {}
}

/**
 * A number as the language counts: an exact decimal. A double stands for the shortest decimal that names it; what has
 * more digits is a LongDecimal. Every value has one form only, so that equal doubles are equal decimals.
 */
export type Numeric = number | LongDecimal;

const mantissaMax = 2n ** 96n - 1n;
const scaleMax = 28;
/** Up to this many digits a decimal and its nearest double name each other. */
const shortMax = 10n ** 15n;
const powers = Array.from({ length: 64 }, (_, place) => 10n ** BigInt(place));
const doublePowers = Array.from({ length: 23 }, (_, place) => Number(`1e${place}`));

export function isNumeric(value: unknown): value is Numeric {
  return typeof value === 'number' || value instanceof LongDecimal;
}

export function power10(places: number): bigint {
  return powers[places] ?? 10n ** BigInt(places);
}

export function longOf(value: Numeric): LongDecimal {
  if (typeof value !== 'number') return value;
  if (Number.isSafeInteger(value)) return new LongDecimal(BigInt(value), 0);
  return parseLong(String(value));
}

function parseLong(text: string): LongDecimal {
  const [, sign = '', whole = '0', part = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const scale = part.length - Number(exponent);
  const mantissa = BigInt(`${sign}${whole}${part}`);
  return scale < 0 ? new LongDecimal(mantissa * power10(-scale), 0) : new LongDecimal(mantissa, scale);
}

/** Reads a literal, or answers undefined where the engine would not hold it exactly. */
export function parseNumeric(text: string): Numeric | undefined {
  const [digits = '', exponent = '0'] = text.toLowerCase().split('e');
  if (digits.length > 29 || Math.abs(Number(exponent)) > 20) return undefined;
  const { mantissa, scale } = parseLong(text);
  if (mantissa > mantissaMax / 10n || scale > scaleMax) return undefined;
  return numeric(mantissa, scale);
}

/** The one form of a decimal. What has too many digits is rounded to the nearest; what is too large stops the strategy. */
export function numeric(mantissa: bigint, scale: number): Numeric {
  if (scale > scaleMax || mantissa > mantissaMax || mantissa < -mantissaMax)
    return numericRounded(mantissa, scale);
  if (mantissa < shortMax && mantissa > -shortMax && scale < 23)
    return Number(mantissa) / (doublePowers[scale] ?? 1);
  let places = scale;
  let digits = mantissa;
  while (places > 0 && digits % 10n === 0n) {
    digits /= 10n;
    places -= 1;
  }
  if (digits < shortMax && digits > -shortMax && places < 23)
    return Number(digits) / (doublePowers[places] ?? 1);
  if (places === 0 && Number.isSafeInteger(Number(digits))) return Number(digits);
  const nearest = Number(`${digits}e-${places}`);
  const back = longOf(nearest);
  return compareLong(back, new LongDecimal(digits, places)) === 0 ? nearest : new LongDecimal(digits, places);
}

function numericRounded(mantissa: bigint, scale: number): Numeric {
  let dropped = Math.max(0, scale - scaleMax);
  const size = mantissa < 0n ? -mantissa : mantissa;
  while (size / power10(dropped) > mantissaMax) dropped += 1;
  if (dropped > scale) throw new StrategyStop('a number became too large');
  const rounded = divideHalfEven(size, power10(dropped));
  if (rounded > mantissaMax) return numericRounded(mantissa / 10n, scale - 1);
  return numeric(mantissa < 0n ? -rounded : rounded, scale - dropped);
}

function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const twice = (dividend % divisor) * 2n;
  return twice > divisor || (twice === divisor && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

export function compareNumeric(left: Numeric, right: Numeric): number {
  if (typeof left === 'number' && typeof right === 'number') return left < right ? -1 : left > right ? 1 : 0;
  return compareLong(longOf(left), longOf(right));
}

function compareLong(left: LongDecimal, right: LongDecimal): number {
  const scale = Math.max(left.scale, right.scale);
  const [a, b] = [left, right].map((side) => side.mantissa * power10(scale - side.scale)) as [bigint, bigint];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The double that the engine answers with. */
export function doubleOf(value: Numeric): number {
  return typeof value === 'number' ? value : Number(`${value.mantissa}e-${value.scale}`);
}
