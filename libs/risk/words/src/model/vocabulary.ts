/** A term's column and how rare it is. */
export interface VocabularyTerm {
  readonly place: number;
  readonly rarity: number;
}

/** More columns than this fit neither a person's patience nor a model file. */
const termsMax = 20_000;

/**
 * The terms that a model may use: those that stand in at least `textsMin` texts, the most frequent first where there are too many,
 * in the order of their characters.
 */
export function chooseVocabulary(
  texts: readonly ReadonlyMap<string, number>[],
  textsMin: number,
  without: ReadonlySet<string>,
): Map<string, VocabularyTerm> {
  const having = new Map<string, number>();
  for (const terms of texts) for (const term of terms.keys()) having.set(term, (having.get(term) ?? 0) + 1);
  const kept = [...having]
    .filter(
      ([term, count]) =>
        count >= textsMin && !term.split(' ').some((word) => without.has(word)) && !without.has(term),
    )
    .sort(([one, first], [other, second]) => second - first || (one < other ? -1 : 1))
    .slice(0, termsMax)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return new Map(
    kept.map(([term, count], place) => [
      term,
      { place, rarity: Math.log((1 + texts.length) / (1 + count)) + 1 },
    ]),
  );
}
