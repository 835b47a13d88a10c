import { auc, type Outcome } from '@fanxing/risk-models';
import type { ProtectedAttribute } from '../lexicon/protected-terms.js';
import { fitWordsModel } from '../model/fit-words-model.js';
import { compileWordsModel } from '../model/score-words.js';
import { textTerms } from '../model/text-terms.js';
import { readableText } from '../text/readable-text.js';
import { segmentText } from '../text/segment-text.js';
import { screenWords } from './screen-words.js';

/** A text whose author is known to have an attribute or not, by the bank's own data, or by {@link mentionsOf}. */
export interface LabelledText {
  readonly text: string;
  readonly isMember: boolean;
}

export interface Proxy {
  readonly term: string;
  readonly texts: number;
  /** Members among those who use the term, over how many there would be if only the length of their texts told them apart. */
  readonly lift: number;
  /** Of Mantel and Haenszel, with one degree of freedom, over texts of like length. */
  readonly chiSquare: number;
}

export interface ProxyOptions {
  /** A term is a proxy from this lift on (or below its inverse). */
  readonly liftMin?: number;
  readonly textsMin?: number;
}

/**
 * Terms that survived the screen and still speak for an attribute: those that members use at least `liftMin` times (1.5 unless
 * told) as often as others who write as much, or as seldom, beyond what chance explains in a list of thousands. The strongest
 * first. Texts are compared with texts of like length (N. Mantel, W. Haenszel, 1959), or every word would speak for whoever writes
 * much.
 */
export function findProxies(
  texts: readonly LabelledText[],
  { liftMin = 1.5, textsMin = 20 }: ProxyOptions = {},
): Proxy[] {
  const terms = texts.map(({ text }) => [...textTerms(text).keys()]);
  const stratumOf = strataByLength(texts.map(({ text }) => text.length));
  const strata = Array.from({ length: strataMax }, () => ({ texts: 0, members: 0 }));
  const usersOf = new Map<string, { all: number; members: number; byStratum: Int32Array }>();
  texts.forEach(({ isMember }, at) => {
    const stratum = strata[stratumOf[at]!]!;
    stratum.texts += 1;
    if (isMember) stratum.members += 1;
    for (const term of terms[at]!) {
      const users = usersOf.get(term) ?? { all: 0, members: 0, byStratum: new Int32Array(strataMax) };
      users.all += 1;
      if (isMember) users.members += 1;
      users.byStratum[stratumOf[at]!]! += 1;
      usersOf.set(term, users);
    }
  });
  return [...usersOf]
    .filter(([, { all }]) => all >= textsMin)
    .map(([term, { all, members, byStratum }]): Proxy => {
      const { expected, variance } = byChance(strata, byStratum);
      return {
        term,
        texts: all,
        lift: expected > 0 ? members / expected : 1,
        chiSquare: variance > 0 ? (members - expected) ** 2 / variance : 0,
      };
    })
    .filter(({ lift, chiSquare }) => chiSquare >= chiSquareMin && (lift >= liftMin || lift <= 1 / liftMin))
    .sort((one, other) => other.chiSquare - one.chiSquare || (one.term < other.term ? -1 : 1));
}

/** One in 100,000 by chance: a list has thousands of terms. */
const chiSquareMin = 19.5;
const strataMax = 20;

/** Texts in the order of their lengths, in parts of equal size; texts of one length are together. */
function strataByLength(lengths: readonly number[]): number[] {
  const sorted = [...lengths].sort((one, other) => one - other);
  const first = new Map<number, number>();
  sorted.forEach((length, rank) => {
    if (!first.has(length)) first.set(length, rank);
  });
  return lengths.map((length) => Math.floor((strataMax * first.get(length)!) / lengths.length));
}

/** How many of a term's users would be members by chance, and how much that varies (hypergeometric, stratum by stratum). */
function byChance(
  strata: readonly { readonly texts: number; readonly members: number }[],
  users: Int32Array,
): { expected: number; variance: number } {
  let expected = 0;
  let variance = 0;
  strata.forEach(({ texts, members }, at) => {
    const used = users[at]!;
    if (texts < 2) return;
    expected += (used * members) / texts;
    variance += (used * members * (texts - members) * (texts - used)) / (texts * texts * (texts - 1));
  });
  return { expected, variance };
}

/** What of an attribute can still be read from texts after the screen. */
export interface AttributeLeak {
  readonly members: number;
  readonly texts: number;
  /**
   * How well a model that is fitted for nothing else tells members apart in texts that it did not see: 0.5 is not at all. Null
   * where there are not members and others on both sides.
   */
  readonly auc: number | null;
  /** How well the length of a text in characters alone tells them apart, for comparison. */
  readonly lengthAuc: number | null;
}

/** Fits on the texts at even places and measures on those at odd ones; `without` are terms that are left out as proxies. */
export function measureLeak(
  texts: readonly LabelledText[],
  without: ReadonlySet<string> = new Set(),
): AttributeLeak {
  const outcome = ({ isMember }: LabelledText): Outcome => (isMember ? 1 : 0);
  const seen = texts.filter((_, at) => at % 2 === 0);
  const held = texts.filter((_, at) => at % 2 === 1);
  const members = texts.filter(({ isMember }) => isMember).length;
  const isOneSided = new Set(seen.map(outcome)).size < 2;
  if (isOneSided) return { members, texts: texts.length, auc: null, lengthAuc: null };
  const model = fitWordsModel(
    seen.map((one) => ({ text: one.text, outcome: outcome(one) })),
    { kind: 'logistic', without },
  );
  const score = compileWordsModel(model);
  const outcomes = held.map(outcome);
  return {
    members,
    texts: texts.length,
    auc: auc(
      outcomes,
      held.map(({ text }) => score(text).score),
    ),
    lengthAuc: auc(
      outcomes,
      held.map(({ text }) => text.length),
    ),
  };
}

/** The protected attributes that a text itself speaks of: labels for measuring where a bank has no others. */
export function mentionsOf(text: string): ReadonlySet<ProtectedAttribute> {
  return new Set(screenWords(segmentText(readableText(text))).removed.keys());
}
