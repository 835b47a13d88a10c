export { textFeatures, type TextEvidence } from './feature/text-features.js';
export type { CountedWord, TextFeature } from './feature/feature.js';
export { fitWordsModel, type WordsOptions, type WordsRow } from './model/fit-words-model.js';
export {
  compileWordsModel,
  type CompiledWordsModel,
  type WordsContribution,
  type WordsScore,
} from './model/score-words.js';
export type {
  GivenFigures,
  ModelFigure,
  ModelTerm,
  WordsModel,
  WordsModelKind,
} from './model/words-model.js';
export { validateWordsModel } from './model/validate-words-model.js';
export { wordsModelForDecisions } from './model/words-model-for-decisions.js';
export {
  findProxies,
  measureLeak,
  mentionsOf,
  type AttributeLeak,
  type LabelledText,
  type Proxy,
  type ProxyOptions,
} from './screen/measure-proxies.js';
export type { ProtectedAttribute } from './lexicon/protected-terms.js';
export type { SocialAct, SocialOptions } from './social/social-behaviour.js';
export { socialFeatures, type SocialFeature } from './social/social-features.js';
export {
  wordsEvidence,
  type BorrowersWords,
  type WordsAccess,
  type WordsEvidence,
} from './evidence/words-evidence.js';
export { drawContributions, drawTextFeatures } from './draw/draw-words.js';
