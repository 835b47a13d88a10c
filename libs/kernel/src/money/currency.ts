import { Fault } from '../fault/fault.js';

declare const currencyBrand: unique symbol;

/** An ISO 4217 alphabetic code, checked once where it enters. */
export type CurrencyCode = string & { readonly [currencyBrand]: true };

const known = new Set(Intl.supportedValuesOf('currency'));
const exponents = new Map<string, number>();

/** Reads a currency code; fails with CURRENCY_UNKNOWN. */
export function parseCurrency(text: string, path?: string): CurrencyCode {
  if (!known.has(text)) throw new Fault('CURRENCY_UNKNOWN', { currency: text }, path);
  return text as CurrencyCode;
}

/** How many decimal places the currency's minor unit has: 2 for CNY, 0 for JPY (ISO 4217, as ECMA-402 carries it). */
export function minorUnitExponent(currency: CurrencyCode): number {
  let exponent = exponents.get(currency);
  if (exponent === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    exponent = format.resolvedOptions().maximumFractionDigits ?? 2;
    exponents.set(currency, exponent);
  }
  return exponent;
}
