import { fitLogistic } from '../logistic.js';
import type { Outcome } from '../measure/measures.js';

/** From a score to a probability: 1 / (1 + e^−(slope × score + intercept)). */
export interface Sigmoid {
  readonly slope: number;
  readonly intercept: number;
}

/**
 * The probabilities behind scores that are none, from scores of rows that the model did not see (J. Platt, "Probabilistic
 * outputs for support vector machines", 1999). As there, an outcome counts as (bads + 1) / (bads + 2) or 1 / (goods + 2), so
 * that few rows, or one outcome alone, promise nothing for certain. The slope is never below zero: where scores say nothing,
 * or the contrary, every probability is the average.
 */
export function fitSigmoid(scores: Float64Array, outcomes: readonly Outcome[]): Sigmoid {
  if (outcomes.length !== scores.length)
    throw new RangeError(`${scores.length} scores but ${outcomes.length} outcomes`);
  const bads = outcomes.filter((outcome) => outcome === 1).length;
  const targets = Float64Array.from(outcomes, (outcome) =>
    outcome === 1 ? (bads + 1) / (bads + 2) : 1 / (outcomes.length - bads + 2),
  );
  const { intercept, coefficients } = fitLogistic([scores], targets, 1e-6);
  return { slope: coefficients[0] ?? 0, intercept };
}

export function probabilityOf({ slope, intercept }: Sigmoid, score: number): number {
  return 1 / (1 + Math.exp(-(slope * score + intercept)));
}
