import type { Sigmoid } from '@fanxing/risk-models';

export const wordsModelFormat = 'fanxing-words/1';
/** A term of fewer texts could name a person: no model that goes from hand to hand has one. */
export const termTextsMin = 20;
export type WordsModelKind = 'logistic' | 'linear-svm';

/** A linear model of words and figures, as a file. */
export interface WordsModel {
  readonly format: typeof wordsModelFormat;
  readonly kind: WordsModelKind;
  /** See {@link segmentationFingerprint}. */
  readonly segmentation: string;
  readonly intercept: number;
  readonly terms: readonly ModelTerm[];
  readonly figures: readonly ModelFigure[];
  /** From a score to a probability. A logistic score is the log-odds: slope 1, intercept 0. */
  readonly sigmoid: Sigmoid;
  readonly fittedOn: { readonly texts: number; readonly bad: number };
}

export interface ModelTerm {
  readonly term: string;
  /** ln((1 + texts) / (1 + texts that have it)) + 1: how rare it is. */
  readonly rarity: number;
  /** Above zero speaks for bad. */
  readonly weight: number;
}

/** A figure beside the words. A missing one counts as the mean and adds `missingWeight`. */
export interface ModelFigure {
  readonly name: string;
  readonly mean: number;
  readonly spread: number;
  readonly weight: number;
  readonly missingWeight: number;
}

/** Figures of one row by their names; null or absent is missing. */
export type GivenFigures = Readonly<Record<string, number | null>>;

/**
 * The values of a text's terms as both fitting and scoring see them: (1 + ln count) × rarity, divided by the length of that
 * vector, so that a long text speaks no louder than a short one (G. Salton, C. Buckley, "Term-weighting approaches in automatic
 * text retrieval", 1988).
 */
export function termValues(
  counts: ReadonlyMap<string, number>,
  rarityOf: (term: string) => number | undefined,
): Map<string, number> {
  const values = new Map<string, number>();
  let squares = 0;
  for (const [term, count] of counts) {
    const rarity = rarityOf(term);
    if (rarity === undefined) continue;
    const value = (1 + Math.log(count)) * rarity;
    values.set(term, value);
    squares += value * value;
  }
  const length = Math.sqrt(squares);
  for (const [term, value] of values) values.set(term, value / length);
  return values;
}

/** Deviations from the mean; null where missing. */
export function figureValue(
  { mean, spread }: Pick<ModelFigure, 'mean' | 'spread'>,
  value: number | null | undefined,
): number | null {
  return value === null || value === undefined || !Number.isFinite(value) ? null : (value - mean) / spread;
}
