/** How an exact amount becomes a whole number of minor units. Every rounding in the product names one of these. */
export type Rounding = 'half-up' | 'half-even' | 'down' | 'up';

/**
 * Divides two whole numbers and rounds the quotient. Rounding is by magnitude: `down` is toward zero,
 * `up` away from zero, `half-up` takes ties away from zero.
 */
export function divideRounded(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  if (denominator === 0n) throw new RangeError('division by zero');
  const negative = numerator < 0n !== denominator < 0n;
  const dividend = numerator < 0n ? -numerator : numerator;
  const divisor = denominator < 0n ? -denominator : denominator;
  const quotient = dividend / divisor;
  const rest = dividend % divisor;
  const rounded = quotient + (roundsAway(quotient, rest, divisor, rounding) ? 1n : 0n);
  return negative ? -rounded : rounded;
}

function roundsAway(quotient: bigint, rest: bigint, divisor: bigint, rounding: Rounding): boolean {
  if (rest === 0n || rounding === 'down') return false;
  if (rounding === 'up') return true;
  const twice = rest * 2n;
  if (twice !== divisor) return twice > divisor;
  return rounding === 'half-up' || quotient % 2n === 1n;
}
