import { countedWords, share, variation, type TextFeature } from './feature.js';
import type { ReadTexts } from './read-texts.js';
import type { ScreenedWord } from '../screen/screen-words.js';
import type { Word, WordKind } from '../text/word.js';

/** Length: how much is written. */
export function lengthFeatures({ texts, allWords, words }: ReadTexts): TextFeature[] {
  const sentences = texts.flatMap((text) => text.sentences);
  const characters = texts.reduce((sum, text) => sum + text.characters, 0);
  const distinct = new Set(words.map(({ text }) => text)).size;
  return [
    feature('length.texts', texts.length, 'count', 'texts'),
    feature('length.characters', characters, 'count', 'characters without blanks'),
    feature('length.words', allWords.length, 'count', 'words, numbers and emoji'),
    feature('length.sentences', sentences.length, 'count', 'sentences that hold a word'),
    feature(
      'length.wordsPerSentence',
      share(allWords.length, sentences.length),
      'per sentence',
      'words of a sentence on average',
    ),
    {
      ...feature(
        'length.distinctShare',
        share(distinct, words.length),
        'share',
        'different words of all words that are not screened out',
      ),
      words: countedWords(words.filter(isShown).map(({ text }) => text)),
    },
  ];
}

/** Which languages the words are of; a mixture is several shares. */
export function languageFeatures({ allWords }: ReadTexts): TextFeature[] {
  const kinds: readonly [name: string, kind: WordKind, meaning: string][] = [
    ['language.chinese', 'han', 'words in Chinese characters'],
    ['language.latin', 'latin', 'words in Latin letters'],
    ['language.other', 'other', 'words of other scripts, which are not understood here'],
    ['language.numbers', 'number', 'numbers'],
    ['language.emoji', 'emoji', 'emoji'],
  ];
  return kinds.map(([name, kind, meaning]) => {
    const found = allWords.filter((word) => word.kind === kind);
    const value = share(found.length, allWords.length);
    const words = kind === 'emoji' ? countedWords(found.map(({ text }) => text)) : [];
    return { ...feature(name, value, 'share', meaning), words };
  });
}

/** Rhythm: how sentences follow each other, and how they are marked. */
export function rhythmFeatures({ texts, allWords }: ReadTexts): TextFeature[] {
  const sentences = texts.flatMap((text) => text.sentences);
  const lengths = sentences.map(({ words }) => words.length);
  const ending = (end: '!' | '?'): number | null =>
    share(sentences.filter((sentence) => sentence.end === end).length, sentences.length);
  const marks = sentences.reduce((sum, sentence) => sum + sentence.marks, 0);
  return [
    feature(
      'rhythm.sentenceVariation',
      variation(lengths),
      'ratio',
      'deviation of the lengths of sentences over their mean',
    ),
    feature(
      'rhythm.longestSentence',
      lengths.length > 0 ? lengths.reduce((most, length) => Math.max(most, length), 0) : null,
      'count',
      'words of the longest sentence',
    ),
    feature(
      'rhythm.marks',
      perHundred(marks, allWords.length),
      'per 100 words',
      'marks of punctuation and signs',
    ),
    feature('rhythm.exclaiming', ending('!'), 'share', 'sentences that end with an exclamation mark'),
    feature('rhythm.asking', ending('?'), 'share', 'sentences that end with a question mark'),
  ];
}

/** Regularity: how alike what a person writes is, within a text and from one text to the next. */
export function regularityFeatures({ screened, words }: ReadTexts): TextFeature[] {
  const pairs = screened.flatMap(({ sentences }) => sentences.flatMap((sentence) => pairsOf(sentence)));
  const seen = new Set<string>();
  const again = pairs.filter((pair) => seen.has(pair) || !seen.add(pair));
  const sets = screened.map(
    ({ sentences }) => new Set(sentences.flat().flatMap((word) => (word ? [word.text] : []))),
  );
  const alike = sets.slice(1).map((set, at) => overlap(set, sets[at]!));
  const lengths = screened.map(({ sentences }) => sentences.flat().length);
  return [
    {
      ...feature(
        'regularity.repetition',
        share(again.length, pairs.length),
        'share',
        'pairs of neighbouring words, without numbers, that stood before',
      ),
      words: countedWords(again),
    },
    feature(
      'regularity.likeness',
      share(
        alike.reduce((sum, value) => sum + value, 0),
        alike.length,
      ),
      'share',
      'words in common of a text and the one before (Jaccard), on average',
    ),
    feature(
      'regularity.lengthVariation',
      words.length > 0 ? variation(lengths) : null,
      'ratio',
      'deviation of the lengths of texts over their mean',
    ),
  ];
}

/** A number may be somebody's telephone. */
function isShown({ kind }: Word): boolean {
  return kind !== 'number';
}

function pairsOf(sentence: readonly ScreenedWord[]): string[] {
  return sentence.slice(1).flatMap((word, at) => {
    const before = sentence[at];
    return word && before && isShown(word) && isShown(before) ? [`${before.text} ${word.text}`] : [];
  });
}

function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const both = [...one].filter((word) => other.has(word)).length;
  const either = one.size + other.size - both;
  return either > 0 ? both / either : 0;
}

export function perHundred(part: number, whole: number): number | null {
  return whole > 0 ? (100 * part) / whole : null;
}

function feature(
  name: string,
  value: number | null,
  unit: TextFeature['unit'],
  meaning: string,
): TextFeature {
  return { name, value, unit, meaning, words: [] };
}
