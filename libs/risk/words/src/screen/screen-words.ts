import { knownTerm } from '../lexicon/known-terms.js';
import { protectedTerms, type ProtectedAttribute } from '../lexicon/protected-terms.js';
import type { SegmentedText } from '../text/segment-text.js';
import type { Word } from '../text/word.js';

/** A word that was taken out leaves a gap, so that its neighbours do not become a phrase. */
export type ScreenedWord = Word | null;

export interface ScreenedText {
  readonly sentences: readonly (readonly ScreenedWord[])[];
  /** What was taken out, by the attribute that it stands for: each word with how often it stood there. */
  readonly removed: ReadonlyMap<ProtectedAttribute, ReadonlyMap<string, number>>;
}

export const protectedAttributes = Object.keys(protectedTerms) as ProtectedAttribute[];

/** Takes out every word that stands for a protected attribute. */
export function screenWords({ sentences }: SegmentedText): ScreenedText {
  const removed = new Map<ProtectedAttribute, Map<string, number>>();
  const screened = sentences.map(({ words }) =>
    words.map((word): ScreenedWord => {
      const attributes = attributesOf(word.text);
      for (const attribute of attributes) {
        const words = removed.get(attribute) ?? new Map<string, number>();
        removed.set(attribute, words.set(word.text, (words.get(word.text) ?? 0) + 1));
      }
      return attributes.length > 0 ? null : word;
    }),
  );
  return { sentences: screened, removed };
}

/** A possessive says the same as its word: "mother's". */
function attributesOf(text: string): readonly ProtectedAttribute[] {
  return knownTerm(text)?.attributes.length
    ? knownTerm(text)!.attributes
    : (knownTerm(text.replace(/'s?$|'(ll|d|re|ve)$/, ''))?.attributes ?? []);
}
