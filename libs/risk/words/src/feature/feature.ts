/** One figure of a text with the words behind it. */
export interface TextFeature {
  readonly name: string;
  /** Null where the text has nothing to measure, or is of a script that is not understood. */
  readonly value: number | null;
  readonly unit: 'count' | 'share' | 'per 100 words' | 'per sentence' | 'ratio' | 'nats';
  readonly meaning: string;
  /** The words that make the figure, the most frequent first. */
  readonly words: readonly CountedWord[];
}

export interface CountedWord {
  readonly word: string;
  readonly count: number;
}

/** What explains a figure to a person; more is a list that nobody reads. */
const wordsShown = 10;

/** The most frequent first, then by their characters. */
export function countedWords(words: Iterable<string>): CountedWord[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .map(([word, count]) => ({ word, count }))
    .sort((one, other) => other.count - one.count || (one.word < other.word ? -1 : 1))
    .slice(0, wordsShown);
}

export function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

/** Shannon's entropy in nats of how something is spread; null where there is nothing. */
export function entropy(counts: readonly number[]): number | null {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  return counts.reduce((sum, count) => (count > 0 ? sum - (count / all) * Math.log(count / all) : sum), 0);
}

/** Standard deviation of the population over the mean; null for fewer than two values. */
export function variation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return mean > 0 ? Math.sqrt(squares / values.length) / mean : null;
}
