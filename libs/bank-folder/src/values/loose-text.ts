const trailingZeros = /^(-?\d+)\.0*$/;
const decimalZeros = /^(-?\d+\.\d*[1-9])0+$/;

/**
 * The form in which values are compared: trimmed, and decimals without their trailing zeros, because the same number
 * is `1` in a manifest and `1.0` in a file that a spreadsheet or a data frame has written. Leading zeros stay: `007`
 * is a code, not seven.
 */
export function looseText(value: string | number | boolean | null): string {
  const text = value === null ? '' : typeof value === 'string' ? value.trim() : String(value);
  if (!text.includes('.')) return text;
  return trailingZeros.exec(text)?.[1] ?? decimalZeros.exec(text)?.[1] ?? text;
}
