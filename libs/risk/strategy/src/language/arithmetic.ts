import { LongDecimal, longOf, numeric, power10, type Numeric } from './decimal.js';
import { StrategyStop } from './strategy-stop.js';

/** Exact decimal arithmetic with 28 places, rounded as the engine rounds; whole numbers take the short way. */
export function add(left: Numeric, right: Numeric): Numeric {
  if (typeof left === 'number' && typeof right === 'number') {
    const sum = left + right;
    if (Number.isSafeInteger(left) && Number.isSafeInteger(right) && Number.isSafeInteger(sum)) return sum;
  }
  const [a, b] = [longOf(left), longOf(right)];
  const scale = Math.max(a.scale, b.scale);
  return numeric(a.mantissa * power10(scale - a.scale) + b.mantissa * power10(scale - b.scale), scale);
}

export function negate(value: Numeric): Numeric {
  return typeof value === 'number' ? 0 - value : new LongDecimal(-value.mantissa, value.scale);
}

export function subtract(left: Numeric, right: Numeric): Numeric {
  return add(left, negate(right));
}

export function multiply(left: Numeric, right: Numeric): Numeric {
  if (typeof left === 'number' && typeof right === 'number') {
    const product = left * right;
    if (Number.isSafeInteger(left) && Number.isSafeInteger(right) && Number.isSafeInteger(product)) {
      return product === 0 ? 0 : product;
    }
  }
  const [a, b] = [longOf(left), longOf(right)];
  return numeric(a.mantissa * b.mantissa, a.scale + b.scale);
}

/** Division by zero is null in the language: a ratio that does not exist is missing. */
export function divide(left: Numeric, right: Numeric): Numeric | null {
  const [a, b] = [longOf(left), longOf(right)];
  if (b.mantissa === 0n) return null;
  // Enough places that rounding to what a decimal holds is decided; a remainder beyond them is marked by one more digit.
  const places = 60;
  const dividend = a.mantissa * power10(places + b.scale);
  const quotient = dividend / b.mantissa;
  if (dividend % b.mantissa === 0n) return numeric(quotient, places + a.scale);
  const sign = dividend < 0n === b.mantissa < 0n ? 1n : -1n;
  return numeric(quotient * 10n + sign, places + a.scale + 1);
}

/** The remainder has the sign of what is divided. Of zero there is none: the strategy stops. */
export function remainder(left: Numeric, right: Numeric): Numeric {
  const [a, b] = [longOf(left), longOf(right)];
  if (b.mantissa === 0n) throw new StrategyStop('it divided by zero to find a remainder');
  const scale = Math.max(a.scale, b.scale);
  return numeric((a.mantissa * power10(scale - a.scale)) % (b.mantissa * power10(scale - b.scale)), scale);
}

export type Rounding = 'down' | 'up' | 'nearest' | 'toward zero';

/** To a whole number; `nearest` takes a half away from zero. */
export function roundWhole(value: Numeric, rounding: Rounding): Numeric {
  if (Number.isSafeInteger(value)) return value;
  const { mantissa, scale } = longOf(value);
  const unit = power10(scale);
  const whole = mantissa / unit;
  const rest = mantissa % unit;
  if (rest === 0n || rounding === 'toward zero') return numeric(whole, 0);
  if (rounding === 'down') return numeric(rest < 0n ? whole - 1n : whole, 0);
  if (rounding === 'up') return numeric(rest > 0n ? whole + 1n : whole, 0);
  const size = rest < 0n ? -rest : rest;
  return numeric(size * 2n >= unit ? whole + (rest < 0n ? -1n : 1n) : whole, 0);
}
