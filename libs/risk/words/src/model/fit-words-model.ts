import {
  auc,
  fitLinearSvm,
  fitSigmoid,
  fitSparseLogistic,
  logLoss,
  rowsAt,
  seededRandom,
  shuffled,
  sparseRows,
  type LinearFit,
  type Outcome,
  type SparseRow,
  type SparseRows,
} from '@fanxing/risk-models';
import { segmentationFingerprint } from '../text/segmentation-fingerprint.js';
import { textTerms } from './text-terms.js';
import { chooseVocabulary } from './vocabulary.js';
import {
  figureValue,
  termTextsMin,
  termValues,
  wordsModelFormat,
  type GivenFigures,
  type ModelFigure,
  type WordsModel,
  type WordsModelKind,
} from './words-model.js';

export interface WordsRow {
  readonly text: string;
  readonly outcome: Outcome;
  readonly figures?: GivenFigures;
}

export interface WordsOptions {
  readonly kind: WordsModelKind;
  /** In how many texts a term must stand; a model with rarer ones is for looking at, and {@link validateWordsModel} refuses it. */
  readonly textsMin?: number;
  /** Terms that the model must not use: proxies that were found ({@link findProxies}). */
  readonly without?: ReadonlySet<string>;
  readonly seed?: number;
}

/**
 * Fits a model to texts and figures with known outcomes: the penalty (or the cost of the machine) is the one with the best
 * out-of-fold log loss (or AUC), and the machine's sigmoid is fitted on its out-of-fold scores. The same rows in the same order,
 * and the same seed, give the same model. Fails with TEXT_UNREADABLE and TEXT_TOO_LONG.
 */
export function fitWordsModel(given: readonly WordsRow[], options: WordsOptions): WordsModel {
  const { kind, textsMin = termTextsMin, without = new Set<string>(), seed = 1 } = options;
  const counts = given.map(({ text }) => textTerms(text));
  const vocabulary = chooseVocabulary(counts, textsMin, without);
  const figures = describeFigures(given);
  const rows = rowsOf(given, counts, vocabulary, figures);
  const outcomes = given.map(({ outcome }) => outcome);
  const { strength, scores } = chooseStrength(rows, outcomes, kind, seed);
  const { intercept, weights } = fit(rows, outcomes, kind, strength, seed);
  const terms = [...vocabulary].map(([term, { place, rarity }]) => ({
    term,
    rarity,
    weight: weights[place]!,
  }));
  const first = vocabulary.size;
  return {
    format: wordsModelFormat,
    kind,
    segmentation: segmentationFingerprint(),
    intercept,
    terms,
    figures: figures.map((figure, at) => ({
      ...figure,
      weight: weights[first + 2 * at]!,
      missingWeight: weights[first + 2 * at + 1]!,
    })),
    sigmoid: kind === 'logistic' ? { slope: 1, intercept: 0 } : fitSigmoid(scores, outcomes),
    fittedOn: { texts: given.length, bad: outcomes.filter((outcome) => outcome === 1).length },
  };
}

type Vocabulary = ReturnType<typeof chooseVocabulary>;

function describeFigures(given: readonly WordsRow[]): Pick<ModelFigure, 'name' | 'mean' | 'spread'>[] {
  const names = [...new Set(given.flatMap(({ figures = {} }) => Object.keys(figures)))].sort();
  return names.map((name) => {
    const values = given.flatMap(({ figures }) => {
      const value = figures?.[name];
      return typeof value === 'number' && Number.isFinite(value) ? [value] : [];
    });
    const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { name, mean, spread: Math.sqrt(squares / Math.max(1, values.length)) || 1 };
  });
}

function rowsOf(
  given: readonly WordsRow[],
  counts: readonly ReadonlyMap<string, number>[],
  vocabulary: Vocabulary,
  figures: readonly Pick<ModelFigure, 'name' | 'mean' | 'spread'>[],
): SparseRows {
  const rows = counts.map((terms, at): SparseRow => {
    const values = termValues(terms, (term) => vocabulary.get(term)?.rarity);
    const words = [...values].map(([term, value]) => [vocabulary.get(term)!.place, value] as const);
    const beside = figures.map((figure, number) => {
      const value = figureValue(figure, given[at]!.figures?.[figure.name]);
      const place = vocabulary.size + 2 * number;
      return value === null ? ([place + 1, 1] as const) : ([place, value] as const);
    });
    return [...words, ...beside];
  });
  return sparseRows(rows, vocabulary.size + 2 * figures.length);
}

/** Penalties of the logistic regression, costs of the machine. */
const strengths: Readonly<Record<WordsModelKind, readonly number[]>> = {
  logistic: [1, 3, 10, 30],
  'linear-svm': [0.003, 0.01, 0.03, 0.1],
};
const folds = 3;

/** The strength that does best on rows that its models did not see, with the scores that those got. */
function chooseStrength(
  rows: SparseRows,
  outcomes: readonly Outcome[],
  kind: WordsModelKind,
  seed: number,
): { strength: number; scores: Float64Array } {
  const places = shuffled(
    outcomes.map((_, place) => place),
    seededRandom(seed),
  );
  const tried = strengths[kind].map((strength) => {
    const scores = outOfFold(rows, outcomes, kind, strength, seed, places);
    return { strength, scores, quality: qualityOf(kind, outcomes, scores) };
  });
  return tried.reduce((best, one) => (one.quality > best.quality ? one : best));
}

function outOfFold(
  rows: SparseRows,
  outcomes: readonly Outcome[],
  kind: WordsModelKind,
  strength: number,
  seed: number,
  places: readonly number[],
): Float64Array {
  const scores = new Float64Array(outcomes.length);
  for (let fold = 0; fold < folds; fold += 1) {
    const seen = places.filter((_, at) => at % folds !== fold);
    const held = places.filter((_, at) => at % folds === fold);
    const fitted = fit(
      rowsAt(rows, seen),
      seen.map((place) => outcomes[place]!),
      kind,
      strength,
      seed,
    );
    for (const place of held) scores[place] = scoreOf(rows, place, fitted);
  }
  return scores;
}

function scoreOf(
  { starts, columns, values }: SparseRows,
  row: number,
  { intercept, weights }: LinearFit,
): number {
  let score = intercept;
  for (let at = starts[row]!; at < starts[row + 1]!; at += 1) score += weights[columns[at]!]! * values[at]!;
  return score;
}

function qualityOf(kind: WordsModelKind, outcomes: readonly Outcome[], scores: Float64Array): number {
  if (kind === 'linear-svm') return auc(outcomes, [...scores]) ?? 0;
  return -(
    logLoss(
      outcomes,
      [...scores].map((score) => 1 / (1 + Math.exp(-score))),
    ) ?? Infinity
  );
}

function fit(
  rows: SparseRows,
  outcomes: readonly Outcome[],
  kind: WordsModelKind,
  strength: number,
  seed: number,
): LinearFit {
  const isBad = Float64Array.from(outcomes);
  if (kind === 'logistic') return fitSparseLogistic(rows, isBad, strength);
  const bads = isBad.reduce((sum, bad) => sum + bad, 0);
  const badWeight = bads > 0 && bads < isBad.length ? (isBad.length - bads) / bads : 1;
  return fitLinearSvm(rows, isBad, { cost: strength, badWeight, seed });
}
