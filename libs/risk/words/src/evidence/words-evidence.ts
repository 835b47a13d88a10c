import { Fault } from '@fanxing/kernel';
import { textFeatures, type TextEvidence } from '../feature/text-features.js';
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

export interface WordsEvidence {
  readonly text: TextEvidence | null;
  readonly social: readonly SocialFeature[] | null;
  /**
   * Every figure by the name that rules use: `text.` before the name of a feature of texts, `social.…`; null is missing. Words
   * are not among them.
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
  options: SocialOptions,
): WordsEvidence {
  if (access.purpose !== 'TEXT_ANALYSIS') throw notCovered();
  if (texts && !access.categories.includes('TEXT')) throw notCovered();
  if (acts && !access.categories.includes('SOCIAL')) throw notCovered();
  const text = texts ? textFeatures(texts) : null;
  const social = acts ? socialFeatures(acts, options) : null;
  return {
    text,
    social,
    figures: Object.fromEntries([
      ...(text?.features ?? []).map(({ name, value }) => [`text.${name}`, value] as const),
      ...(social ?? []).map(({ name, value }) => [name, value] as const),
    ]),
  };
}

function notCovered(): Fault {
  return new Fault('CONSENT_REQUIRED', { purpose: 'TEXT_ANALYSIS' });
}
