import { screenWords, type ScreenedText } from '../screen/screen-words.js';
import { readableText } from '../text/readable-text.js';
import { segmentText, type SegmentedText } from '../text/segment-text.js';
import type { Word } from '../text/word.js';

/** Everything that features are computed from: the texts of one person, segmented and screened. */
export interface ReadTexts {
  readonly texts: readonly SegmentedText[];
  readonly screened: readonly ScreenedText[];
  /** Of all texts, protected words too: how much was written, not what. */
  readonly allWords: readonly Word[];
  /** Without protected words; features that show words use these. */
  readonly words: readonly Word[];
  /** Whether at least half of the words with letters are Chinese or in Latin letters. */
  readonly isUnderstood: boolean;
}

/** Fails with TEXT_UNREADABLE and TEXT_TOO_LONG. */
export function readTexts(given: readonly (string | Uint8Array)[]): ReadTexts {
  const texts = given.map((text) => segmentText(readableText(text)));
  const screened = texts.map(screenWords);
  const allWords = texts.flatMap(({ sentences }) => sentences.flatMap(({ words }) => words));
  const words = screened.flatMap(({ sentences }) => sentences.flat().filter((word) => word !== null));
  const known = allWords.filter(({ kind }) => kind === 'han' || kind === 'latin').length;
  const strange = allWords.filter(({ kind }) => kind === 'other').length;
  return { texts, screened, allWords, words, isUnderstood: known > 0 && known >= strange };
}
