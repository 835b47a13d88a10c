import { Fault } from '@fanxing/kernel';
import { textFeatures } from '../feature/text-features.js';
import { validateWordsModel } from './validate-words-model.js';
import type { WordsModel } from './words-model.js';

const textFigures = new Set(textFeatures([]).features.map(({ name }) => `text.${name}`));

/**
 * A model that may decide: one that is whole, and reads nothing but texts and their features (`text.…`, as `words features` writes
 * them), since the consent to it opens nothing else. Fails with MODEL_INVALID.
 */
export function wordsModelForDecisions(given: unknown): WordsModel {
  const model = validateWordsModel(given);
  const other = model.figures.find(({ name }) => !textFigures.has(name));
  if (other) {
    const problem = `it reads "${other.name}", which is no feature of texts: fit it without`;
    throw new Fault('MODEL_INVALID', { problem: problem.slice(0, 300) });
  }
  return model;
}
