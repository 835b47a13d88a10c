/**
 * The distribution function of the standard normal, to 7.5 · 10⁻⁸: formula 26.2.17 of Abramowitz and Stegun, Handbook of
 * Mathematical Functions, page 932.
 */
export function standardNormal(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const [b1, b2, b3, b4, b5] = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429] as const;
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * t * (b1 + t * (b2 + t * (b3 + t * (b4 + t * b5))));
  return z >= 0 ? 1 - tail : tail;
}
