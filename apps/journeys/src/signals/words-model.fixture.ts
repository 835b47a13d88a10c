const texts = 400;

/** A term that 60 of the texts had. */
export function term(text: string, weight: number) {
  return { term: text, rarity: Math.log((1 + texts) / 61) + 1, weight };
}

/** A model of words as `fanxing words train` writes it, small and without Chinese, so that it does not ask how that is cut. */
export function wordsModel(...terms: readonly ReturnType<typeof term>[]) {
  return {
    ...{ format: 'fanxing-words/1', kind: 'logistic', segmentation: 'none', intercept: -1, terms },
    figures: [] as object[],
    ...{ sigmoid: { slope: 1, intercept: 0 }, fittedOn: { texts, bad: 120 } },
  };
}
