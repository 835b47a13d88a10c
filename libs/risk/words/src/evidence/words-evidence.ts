import { Fault } from '@fanxing/kernel';
import { textFeatures, type TextEvidence } from '../feature/text-features.js';
import type { CompiledWordsModel, WordsScore } from '../model/score-words.js';
import type { SocialAct, SocialOptions } from '../social/social-behaviour.js';
import { socialFeatures, type SocialFeature } from '../social/social-features.js';

/** The part of a `DataAccess` (`@fanxing/runtime/consent`) that is asked here: what a borrower lets be read, and what for. */
export interface WordsAccess {
  readonly purpose: string;
  readonly categories: readonly string[];
}

/** What there is of one borrower; absent is not looked at. */
export interface BorrowersWords {
  /** In the order in which they were written. */
  readonly texts?: readonly string[];
  readonly acts?: readonly SocialAct[];
}

export interface EvidenceOptions extends SocialOptions {
  /** A model to score the texts with. It is given the figures of texts by their names. */
  readonly model?: CompiledWordsModel;
}

export interface WordsEvidence {
  readonly text: TextEvidence | null;
  readonly social: readonly SocialFeature[] | null;
  /** Null without a model or texts, and where the model knows none of the words: an average is no evidence of somebody. */
  readonly score: WordsScore | null;
  /**
   * Every figure by the name that rules use: `text.` before the name of a feature of texts, `social.…`, `model.…`; null is missing.
   * Words are not among them.
   */
  readonly figures: Readonly<Record<string, number | null>>;
}

/**
 * The one door for decisions: a borrower's words, read under a consent that names the purpose. Fails with CONSENT_REQUIRED for another
 * purpose than TEXT_ANALYSIS, and where texts or acts are given whose category (TEXT, SOCIAL) the borrower left out: somebody
 * has read what nobody allowed, and that must not pass in silence. Fails with TEXT_UNREADABLE and TEXT_TOO_LONG.
 */
export function wordsEvidence(
  access: WordsAccess,
  { texts, acts }: BorrowersWords,
  options: EvidenceOptions,
): WordsEvidence {
  if (access.purpose !== 'TEXT_ANALYSIS') throw notCovered();
  if (texts && !access.categories.includes('TEXT')) throw notCovered();
  if (acts && !access.categories.includes('SOCIAL')) throw notCovered();
  const text = texts ? textFeatures(texts) : null;
  const social = acts ? socialFeatures(acts, options) : null;
  const ofText = (text?.features ?? []).map(({ name, value }) => [`text.${name}`, value] as const);
  const score = texts && options.model ? scoreOf(options.model, texts, Object.fromEntries(ofText)) : null;
  return {
    text,
    social,
    score,
    figures: Object.fromEntries([
      ...ofText,
      ...(social ?? []).map(({ name, value }) => [name, value] as const),
      ['model.probability', score?.probability ?? null],
      ['model.score', score?.score ?? null],
    ]),
  };
}

function scoreOf(
  model: CompiledWordsModel,
  texts: readonly string[],
  figures: Readonly<Record<string, number | null>>,
): WordsScore | null {
  const score = model(texts, figures);
  return score.contributions.some(({ of }) => of === 'term') ? score : null;
}

function notCovered(): Fault {
  return new Fault('CONSENT_REQUIRED', { purpose: 'TEXT_ANALYSIS' });
}
