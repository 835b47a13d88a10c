import { Fault } from '../fault/fault.js';
import { minorUnitExponent, parseCurrency, type CurrencyCode } from './currency.js';

/** An amount in whole minor units (fen, haléř, cent) of one currency. Never a float. */
export interface Money {
  readonly minor: bigint;
  readonly currency: CurrencyCode;
}

const decimalPattern = /^-?(0|[1-9]\d{0,15})(\.\d{1,8})?$/;

/** The largest magnitude that is accepted from outside, in minor units: it fits a PostgreSQL bigint with room to sum. */
export const minorMax = 10n ** 17n;

export function money(minor: bigint, currency: CurrencyCode): Money {
  return { minor, currency };
}

/**
 * Reads a decimal string such as `"1200.50"`. More decimals than the currency has are refused unless they are
 * zeros: nothing is rounded on the way in. Fails with AMOUNT_MALFORMED, AMOUNT_TOO_PRECISE or AMOUNT_TOO_LARGE.
 */
export function parseMoney(amount: string, currencyText: string, path?: string): Money {
  const currency = parseCurrency(currencyText, path);
  return { minor: parseMinor(amount, currency, path), currency };
}

/** As {@link parseMoney}, for a currency that is known already; returns minor units. */
export function parseMinor(amount: string, currency: CurrencyCode, path?: string): bigint {
  if (!decimalPattern.test(amount)) throw new Fault('AMOUNT_MALFORMED', { amount }, path);
  const exponent = minorUnitExponent(currency);
  const negative = amount.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? amount.slice(1) : amount).split('.');
  if (/[^0]/.test(fraction.slice(exponent))) {
    throw new Fault('AMOUNT_TOO_PRECISE', { amount, currency, decimals: exponent }, path);
  }
  const minor = BigInt(whole + fraction.slice(0, exponent).padEnd(exponent, '0'));
  if (minor > minorMax) throw new Fault('AMOUNT_TOO_LARGE', { amount }, path);
  return negative ? -minor : minor;
}

/** Writes minor units as a decimal string with exactly the currency's decimals: `"1200.50"`. */
export function formatMinor(minor: bigint, currency: CurrencyCode): string {
  const exponent = minorUnitExponent(currency);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0');
  const text = exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
  return minor < 0n ? `-${text}` : text;
}

export function formatMoney(value: Money): { amount: string; currency: CurrencyCode } {
  return { amount: formatMinor(value.minor, value.currency), currency: value.currency };
}

export function sameCurrency(left: Money, right: Money): void {
  if (left.currency !== right.currency) {
    throw new Fault('CURRENCY_MISMATCH', { expected: left.currency, actual: right.currency });
  }
}

export function addMoney(left: Money, right: Money): Money {
  sameCurrency(left, right);
  return { minor: left.minor + right.minor, currency: left.currency };
}

export function minMinor(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

export function maxMinor(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}
