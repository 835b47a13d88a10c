import { standardNormal } from './normal.js';

/** How many of how many. */
export interface Proportion {
  readonly hits: number;
  readonly of: number;
}

/**
 * The z of the two-proportion test with pooled variance, first less second (Fleiss, Levin and Paik, Statistical Methods for Rates and
 * Proportions, 3rd edition, section 3.1, without the correction for continuity). `margin`: how far the second may lie above the
 * first before it counts; the variance is then unpooled (Farrington and Manning 1990). Null where there is nothing to compare:
 * an empty side, or no variance.
 */
export function zOfDifference(first: Proportion, second: Proportion, margin = 0): number | null {
  if (first.of === 0 || second.of === 0) return null;
  const [p, q] = [first.hits / first.of, second.hits / second.of];
  const pooled = (first.hits + second.hits) / (first.of + second.of);
  const variance =
    margin === 0
      ? pooled * (1 - pooled) * (1 / first.of + 1 / second.of)
      : (p * (1 - p)) / first.of + (q * (1 - q)) / second.of;
  return variance === 0 ? null : (p - q - margin) / Math.sqrt(variance);
}

/** The probability of a z as great as this or greater where there is no difference. */
export function oneSided(z: number): number {
  return 1 - standardNormal(z);
}
