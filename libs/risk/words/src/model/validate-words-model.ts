import { Fault } from '@fanxing/kernel';
import { knownTerm } from '../lexicon/known-terms.js';
import { segmentationFingerprint } from '../text/segmentation-fingerprint.js';
import { termTextsMin, wordsModelFormat, type WordsModel } from './words-model.js';

/**
 * Reads a model that came from outside. Fails with MODEL_INVALID, which names the first thing wrong: its shape, a number that is
 * none, a term of fewer than 20 texts or one that stands for a protected attribute, or Chinese words that were cut otherwise than they are cut here.
 */
export function validateWordsModel(given: unknown): WordsModel {
  const model = recordOf(given, 'the model');
  if (model['format'] !== wordsModelFormat) throw wrong(`its format is not ${wordsModelFormat}`);
  if (model['kind'] !== 'logistic' && model['kind'] !== 'linear-svm')
    throw wrong('its kind is neither logistic nor linear-svm');
  numbersIn(model, 'the model', 'intercept');
  numbersIn(recordOf(model['sigmoid'], 'sigmoid'), 'sigmoid', 'slope', 'intercept');
  numbersIn(recordOf(model['fittedOn'], 'fittedOn'), 'fittedOn', 'texts', 'bad');
  const terms = namesIn(model['terms'], 'terms', 'term', ['rarity', 'weight']);
  const figures = namesIn(model['figures'], 'figures', 'name', ['mean', 'spread', 'weight', 'missingWeight']);
  if (figures.some(({ record }) => !((record['spread'] as number) > 0)))
    throw wrong('a spread is not above 0');
  const { texts } = model['fittedOn'] as { texts: number };
  for (const { name, record } of terms)
    if (textsHaving(record['rarity'] as number, texts) < termTextsMin)
      throw wrong(`the term "${name}" stood in fewer than ${termTextsMin} texts, so it could name a person`);
  for (const { name } of terms)
    for (const word of [name, ...name.split(' ')])
      if (knownTerm(word)?.attributes.length)
        throw wrong(`the term "${name}" stands for a protected attribute: fit it without`);
  const isChinese = terms.some(({ name }) => /\p{Script=Han}/u.test(name));
  if (isChinese && model['segmentation'] !== segmentationFingerprint())
    throw wrong('Chinese words were cut otherwise when it was fitted: fit it again');
  return given as WordsModel;
}

/** In how many texts a term stood, from how rare it is (see {@link ModelTerm}). */
function textsHaving(rarity: number, texts: number): number {
  return Math.round((1 + texts) / Math.exp(rarity - 1)) - 1;
}

type Fields = Readonly<Record<string, unknown>>;

function namesIn(
  given: unknown,
  where: string,
  key: string,
  numbers: readonly string[],
): { name: string; record: Fields }[] {
  if (!Array.isArray(given)) throw wrong(`${where} is no list`);
  const seen = new Set<string>();
  return given.map((item, at) => {
    const record = recordOf(item, `${where} ${at + 1}`);
    const name = record[key];
    if (typeof name !== 'string' || name === '') throw wrong(`${where} ${at + 1} has no ${key}`);
    if (seen.has(name)) throw wrong(`${where} has "${name}" twice`);
    seen.add(name);
    numbersIn(record, `${where} ${at + 1}`, ...numbers);
    return { name, record };
  });
}

function numbersIn(record: Fields, where: string, ...keys: readonly string[]): void {
  for (const key of keys) if (!Number.isFinite(record[key])) throw wrong(`${key} of ${where} is no number`);
}

function recordOf(given: unknown, where: string): Fields {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given as Fields;
  throw wrong(`${where} is no object`);
}

function wrong(problem: string): Fault {
  return new Fault('MODEL_INVALID', { problem: problem.slice(0, 300) });
}
