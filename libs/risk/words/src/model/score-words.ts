import { probabilityOf } from '@fanxing/risk-models';
import { textTerms } from './text-terms.js';
import { figureValue, termValues, type GivenFigures, type WordsModel } from './words-model.js';

export interface WordsScore {
  /** Of a bad outcome. */
  readonly probability: number;
  /** `base` and all contributions together. */
  readonly score: number;
  readonly base: number;
  /** What each word, pair of words and figure adds to the score, the largest first; above zero speaks for bad. */
  readonly contributions: readonly WordsContribution[];
}

export interface WordsContribution {
  readonly of: 'term' | 'figure';
  readonly name: string;
  /** As the model sees it; null for a missing figure. */
  readonly value: number | null;
  readonly contribution: number;
}

/** Scores one text, or all texts of one person together. */
export type CompiledWordsModel = (text: string | readonly string[], figures?: GivenFigures) => WordsScore;

/** A model made ready to score many texts. Scoring fails with TEXT_UNREADABLE and TEXT_TOO_LONG. */
export function compileWordsModel(model: WordsModel): CompiledWordsModel {
  const terms = new Map(model.terms.map((term) => [term.term, term]));
  return (text, figures = {}) => {
    const values = termValues(termsOf(text), (term) => terms.get(term)?.rarity);
    const words = [...values].map(([name, value]): WordsContribution => ({
      of: 'term',
      name,
      value,
      contribution: value * terms.get(name)!.weight,
    }));
    const beside = model.figures.map((figure): WordsContribution => {
      const value = figureValue(figure, figures[figure.name]);
      const contribution = value === null ? figure.missingWeight : value * figure.weight;
      return { of: 'figure', name: figure.name, value, contribution };
    });
    const contributions = [...words, ...beside].sort(
      (one, other) =>
        Math.abs(other.contribution) - Math.abs(one.contribution) || (one.name < other.name ? -1 : 1),
    );
    const score = contributions.reduce((sum, { contribution }) => sum + contribution, model.intercept);
    return {
      probability: probabilityOf(model.sigmoid, score),
      score,
      base: model.intercept,
      contributions,
    };
  };
}

/** No pair of words goes across two texts. */
function termsOf(given: string | readonly string[]): Map<string, number> {
  if (typeof given === 'string') return textTerms(given);
  const counts = new Map<string, number>();
  for (const text of given)
    for (const [term, count] of textTerms(text)) counts.set(term, (counts.get(term) ?? 0) + count);
  return counts;
}
