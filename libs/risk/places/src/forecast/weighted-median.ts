/** The value at which half of the weight is reached, from below; NaN of nothing. Weights are positive. */
export function weightedMedian(values: readonly number[], weights: readonly number[]): number {
  return weightedQuantile(values, weights, 0.5);
}

/** The smallest value at or below which `share` of the weight lies; NaN of nothing. */
export function weightedQuantile(
  values: readonly number[],
  weights: readonly number[],
  share: number,
): number {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]! || a - b);
  let total = 0;
  for (const weight of weights) total += weight;
  let reached = 0;
  for (const at of order) {
    reached += weights[at]!;
    if (reached >= total * share) return values[at]!;
  }
  return NaN;
}
