import { screenWords, type ScreenedWord } from '../screen/screen-words.js';
import { readableText } from '../text/readable-text.js';
import { segmentText } from '../text/segment-text.js';

/**
 * The words and the pairs of neighbouring words of a text with how often they stand there, without protected words and
 * without pairs across one. Numbers and emoji are no words here: an exact sum is a fact of its own and not of style.
 * Fails with TEXT_UNREADABLE and TEXT_TOO_LONG.
 */
export function textTerms(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const sentence of screenWords(segmentText(readableText(text))).sentences)
    sentence.forEach((word, at) => {
      if (!isTerm(word)) return;
      add(counts, word.text);
      const before = sentence[at - 1] ?? null;
      if (isTerm(before)) add(counts, `${before.text} ${word.text}`);
    });
  return counts;
}

function isTerm(word: ScreenedWord): word is NonNullable<ScreenedWord> {
  return word !== null && word.kind !== 'number' && word.kind !== 'emoji';
}

function add(counts: Map<string, number>, term: string): void {
  counts.set(term, (counts.get(term) ?? 0) + 1);
}
