/** A share with the interval in which the true one lies with 95 % confidence. */
export interface ShareWithInterval {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 % of the normal distribution. */
const z = 1.959963984540054;

/**
 * The score interval of E. B. Wilson (1927, J. Am. Stat. Assoc. 22, 209–212), which holds for few cases and for shares
 * near 0 and 1 too. Null of nothing.
 */
export function wilson(count: number, of: number): ShareWithInterval | null {
  if (of === 0) return null;
  const rate = count / of;
  const centre = rate + (z * z) / (2 * of);
  const half = z * Math.sqrt((rate * (1 - rate)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  const low = count === 0 ? 0 : (centre - half) / scale;
  const high = count === of ? 1 : (centre + half) / scale;
  return { rate: rounded(rate), low: rounded(low), high: rounded(high) };
}

/** Six places: a share of a million applications can be told from its neighbour. */
export function rounded(share: number): number {
  return Math.round(share * 1e6) / 1e6;
}
