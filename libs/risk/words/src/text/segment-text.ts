import { joinKnown, protectedChinese } from '../lexicon/known-terms.js';
import type { Word } from './word.js';

export interface Sentence {
  readonly words: readonly Word[];
  /** How it ends: `!`, `?`, or anything else. */
  readonly end: '!' | '?' | '';
  /** Marks of punctuation within it, the last one too. */
  readonly marks: number;
}

export interface SegmentedText {
  readonly sentences: readonly Sentence[];
  /** Without blanks. */
  readonly characters: number;
}

const emoji =
  '(?:\\p{Extended_Pictographic}(?:\\uFE0F|\\p{Emoji_Modifier}|\\u200D\\p{Extended_Pictographic})*|\\p{Regional_Indicator}{2})';
const latin = "\\p{Script=Latin}[\\p{Script=Latin}\\p{M}\\p{Nd}]*(?:['\\u2019][\\p{Script=Latin}\\p{M}]+)*";
const parts = [
  `(?<emoji>${emoji})`,
  '(?<han>\\p{Script=Han}+)',
  `(?<latin>${latin})`,
  '(?<number>\\p{Nd}+(?:[.,:]\\p{Nd}+)*)',
  '(?<other>[\\p{L}\\p{M}]+)',
  '(?<end>[.!?。؟।]+(?=\\s|$|[^\\p{Nd}])|\\n+)',
  '(?<mark>[\\p{P}\\p{S}])',
];
const pattern = new RegExp(parts.join('|'), 'gu');

/**
 * Words and sentences of a readable text. Latin words, numbers and emoji are found by their characters; Chinese words by
 * ICU's dictionary (`Intl.Segmenter`), then joined again where they make a known term, since that dictionary knows no
 * 微信 and no 包邮. A sentence without words is none.
 */
export function segmentText(text: string): SegmentedText {
  const sentences: Sentence[] = [];
  let words: Word[] = [];
  let marks = 0;
  const close = (end: Sentence['end']): void => {
    if (words.length > 0) sentences.push({ words: joinKnown(words), end, marks });
    words = [];
    marks = 0;
  };
  for (const { groups = {} } of text.matchAll(pattern)) {
    if (groups['end'] !== undefined) {
      if (!groups['end'].startsWith('\n')) marks += 1;
      close(groups['end'].includes('!') ? '!' : groups['end'].includes('?') ? '?' : '');
    } else if (groups['mark'] !== undefined) marks += 1;
    else addWords(words, groups);
  }
  close('');
  return { sentences, characters: text.replace(/\s/gu, '').length };
}

function addWords(words: Word[], groups: Readonly<Record<string, string | undefined>>): void {
  if (groups['han'] !== undefined) addChineseWords(words, groups['han']);
  for (const kind of ['latin', 'number', 'emoji', 'other'] as const) {
    const found = groups[kind];
    if (found !== undefined) words.push({ text: found.toLowerCase().replaceAll('\u2019', "'"), kind });
  }
}

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
/** ICU's search for the best cut takes time with the square of a run: one without any mark is cut here. */
const runMax = 200;

/**
 * Protected terms are cut out first, wherever they stand: ICU reads 和老公开店 as 和 老 公开 店, and what the screen does not see
 * is not screened. That it now and then sees one in 泰山东路 costs a word.
 */
function addChineseWords(words: Word[], run: string): void {
  for (const part of run.split(protectedChinese)) {
    if (part === '') continue;
    const characters = [...part];
    for (let begin = 0; begin < characters.length; begin += runMax) {
      const piece = characters.slice(begin, begin + runMax).join('');
      for (const { segment } of segmenter.segment(piece)) words.push({ text: segment, kind: 'han' });
    }
  }
}

/** All words in their order. */
export function wordsOf({ sentences }: SegmentedText): Word[] {
  return sentences.flatMap(({ words }) => words);
}
