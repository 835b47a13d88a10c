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
  /** The share of members among those who use the term, over the share among all. */
  readonly lift: number;
  /** Pearson's χ² with one degree of freedom, of using the term and being a member. */
  readonly chiSquare: number;
}

export interface ProxyOptions {
  /** A term is a proxy from this lift on (or below its inverse). */
  readonly liftMin?: number;
  readonly textsMin?: number;
}

/**
 * Terms that survived the screen and still speak for an attribute: those that members use at least `liftMin` times (1.5 unless
 * told) as often as all, or as seldom, beyond what chance explains in a list of thousands. The strongest first.
 */
export function findProxies(
  texts: readonly LabelledText[],
  { liftMin = 1.5, textsMin = 20 }: ProxyOptions = {},
): Proxy[] {
  const members = texts.filter(({ isMember }) => isMember).length;
  const counts = new Map<string, { all: number; members: number }>();
  for (const { text, isMember } of texts)
    for (const term of textTerms(text).keys()) {
      const count = counts.get(term) ?? { all: 0, members: 0 };
      counts.set(term, { all: count.all + 1, members: count.members + (isMember ? 1 : 0) });
    }
  return [...counts]
    .filter(([, { all }]) => all >= textsMin)
    .map(([term, count]): Proxy => ({
      term,
      texts: count.all,
      lift: count.members / count.all / (members / texts.length),
      chiSquare: chiSquare(texts.length, members, count.all, count.members),
    }))
    .filter(({ lift, chiSquare }) => chiSquare >= chiSquareMin && (lift >= liftMin || lift <= 1 / liftMin))
    .sort((one, other) => other.chiSquare - one.chiSquare || (one.term < other.term ? -1 : 1));
}

/** One in 100,000 by chance: a list has thousands of terms. */
const chiSquareMin = 19.5;

/** Of the table of using a term and being a member; 0 where a margin is empty. */
function chiSquare(all: number, members: number, users: number, both: number): number {
  const margins = members * (all - members) * users * (all - users);
  return margins > 0 ? (all * (both * all - members * users) ** 2) / margins : 0;
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
  if (isOneSided) return { members, texts: texts.length, auc: null };
  const model = fitWordsModel(
    seen.map((one) => ({ text: one.text, outcome: outcome(one) })),
    { kind: 'logistic', without },
  );
  const score = compileWordsModel(model);
  return {
    members,
    texts: texts.length,
    auc: auc(
      held.map(outcome),
      held.map(({ text }) => score(text).score),
    ),
  };
}

/** The protected attributes that a text itself speaks of: labels for measuring where a bank has no others. */
export function mentionsOf(text: string): ReadonlySet<ProtectedAttribute> {
  return new Set(screenWords(segmentText(readableText(text))).removed.keys());
}
