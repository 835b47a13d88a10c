/** Whether a column writes `1,234.50` or `1.234,50`. */
export type DecimalMark = 'dot' | 'comma';

const plain = /^[+-]?\d+(\.\d+)?$/;
const dotted = /^([+-]?)(\d{1,3}(?:,\d{3})+|\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;
const comma = /^([+-]?)(\d{1,3}(?:[.' \u00a0\u202f]\d{3})+|\d*)(?:,(\d*))?$/;

/**
 * The exact decimal that a cell writes, in plain form without needless zeros (`3913.0` → `3913`, `1e3` → `1000`,
 * `-.50` → `-0.5`), or undefined where it is no number. Nothing is rounded.
 */
export function parseDecimal(text: string, mark: DecimalMark): string | undefined {
  const match = (mark === 'dot' ? dotted : comma).exec(text);
  if (!match) return undefined;
  const whole = (match[2] ?? '').replaceAll(/\D/g, '');
  const fraction = match[3] ?? '';
  if (whole === '' && fraction === '') return undefined;
  return normalise(match[1] === '-', whole, fraction, Number(match[4] ?? 0));
}

/** Whether a cell can be read so; quicker than {@link parseDecimal} for the commonest forms. */
export function isDecimal(text: string, mark: DecimalMark): boolean {
  if (mark === 'dot' && plain.test(text)) return true;
  return parseDecimal(text, mark) !== undefined;
}

function normalise(negative: boolean, whole: string, fraction: string, exponent: number): string {
  const digits = whole + fraction;
  const point = whole.length + exponent;
  const padded = point > 0 ? digits.padEnd(point, '0') : digits.padStart(digits.length - point + 1, '0');
  const split = Math.max(point, 1);
  const left = padded.slice(0, split).replace(/^0+(?=\d)/, '');
  const right = padded.slice(split).replace(/0+$/, '');
  const magnitude = right === '' ? left : `${left}.${right}`;
  return negative && magnitude !== '0' ? `-${magnitude}` : magnitude;
}
