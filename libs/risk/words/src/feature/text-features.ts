import { protectedAttributes } from '../screen/screen-words.js';
import type { ProtectedAttribute } from '../lexicon/protected-terms.js';
import type { CountedWord, TextFeature } from './feature.js';
import { countedWords } from './feature.js';
import { intentFeatures, sentimentFeatures, topicFeatures } from './meaning-features.js';
import { readTexts, type ReadTexts } from './read-texts.js';
import { languageFeatures, lengthFeatures, regularityFeatures, rhythmFeatures } from './style-features.js';

export interface TextEvidence {
  readonly features: readonly TextFeature[];
  /** Protected words that stood in the texts and were left out of every feature that shows or counts words by meaning. */
  readonly screened: readonly {
    readonly attribute: ProtectedAttribute;
    readonly words: readonly CountedWord[];
  }[];
  /** False for an empty text and for one of a script other than Chinese or Latin: what needs understanding is null. */
  readonly isUnderstood: boolean;
}

/**
 * Features of one person's texts, in the order in which they were written. No text, and a text of another script, has
 * lengths and null where there is nothing to measure. Fails with TEXT_UNREADABLE and TEXT_TOO_LONG.
 */
export function textFeatures(texts: readonly (string | Uint8Array)[]): TextEvidence {
  const read = readTexts(texts);
  return {
    features: families.flatMap((family) => family(read)),
    screened: protectedAttributes.flatMap((attribute) => {
      const words = countedWords(removedFor(read, attribute));
      return words.length > 0 ? [{ attribute, words }] : [];
    }),
    isUnderstood: read.isUnderstood,
  };
}

const families: readonly ((read: ReadTexts) => TextFeature[])[] = [
  lengthFeatures,
  languageFeatures,
  rhythmFeatures,
  regularityFeatures,
  topicFeatures,
  sentimentFeatures,
  intentFeatures,
];

function* removedFor({ screened }: ReadTexts, attribute: ProtectedAttribute): Generator<string> {
  for (const { removed } of screened)
    for (const [word, count] of removed.get(attribute) ?? [])
      for (let time = 0; time < count; time += 1) yield word;
}
