/**
 * A fitted scorecard as it is stored and exchanged. The score is `basePoints` plus the points of one bin a
 * characteristic; the probability follows from the score and nothing else, so that what a borrower is told by points
 * is what decided.
 */
export interface Scorecard {
  readonly format: 'fanxing-scorecard/1';
  readonly trained: { readonly rows: number; readonly bads: number; readonly seed: number };
  readonly scaling: ScorecardScaling;
  readonly basePoints: number;
  readonly characteristics: readonly ScorecardCharacteristic[];
  /** Out-of-fold, on the rows that it was fitted on; null where it could not be measured. */
  readonly quality: Readonly<Record<'auc' | 'ks' | 'gini' | 'brier' | 'logLoss', number | null>>;
  /** Why the model is less than it could be, in words; empty when all is well. */
  readonly warnings: readonly string[];
}

/** `score` points stand for good:bad odds of `odds` to 1; `pointsToDouble` more double them. */
export interface ScorecardScaling {
  readonly score: number;
  readonly odds: number;
  readonly pointsToDouble: number;
}

export interface ScorecardCharacteristic {
  readonly name: string;
  readonly type: 'numeric' | 'text';
  readonly informationValue: number;
  /** What the weights of evidence are multiplied with. */
  readonly coefficient: number;
  readonly bins: readonly ScorecardBin[];
}

export interface ScorecardBin {
  readonly label: string;
  readonly match: BinMatch;
  readonly rows: number;
  readonly bads: number;
  /** Log-odds of bad against the average, smoothed: above zero is riskier. */
  readonly weightOfEvidence: number;
  /** What the bin adds to the score: below zero it costs points, zero is the average borrower. */
  readonly points: number;
}

/** A range holds `from` and not `to`; null is without bound. `other` is a text that no other bin names. */
export type BinMatch =
  | { readonly kind: 'range'; readonly from: number | null; readonly to: number | null }
  | { readonly kind: 'values'; readonly values: readonly string[] }
  | { readonly kind: 'other' }
  | { readonly kind: 'missing' };

/** 600 points at 50:1, 20 points to double: the example of Siddiqi, Credit Risk Scorecards (2006), chapter 6. */
export const standardScaling: ScorecardScaling = { score: 600, odds: 50, pointsToDouble: 20 };

/** Points a unit of log-odds, and the score of even odds. */
export function scalingFactors(scaling: ScorecardScaling): {
  readonly factor: number;
  readonly offset: number;
} {
  const factor = scaling.pointsToDouble / Math.LN2;
  return { factor, offset: scaling.score - factor * Math.log(scaling.odds) };
}

export function probabilityOfScore(score: number, scaling: ScorecardScaling): number {
  const { factor, offset } = scalingFactors(scaling);
  return 1 / (1 + Math.exp((score - offset) / factor));
}
