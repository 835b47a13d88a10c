export type { EventDirection, IndicatorEvent } from './event.js';
export type { FieldFilter, Indicator } from './name/indicator.js';
export { aggregateNames, type AggregateName } from './name/aggregate.js';
export { formatIndicator, parseIndicator } from './name/parse-indicator.js';
export { describeIndicator, type IndicatorDescription } from './name/describe-indicator.js';
export { compileIndicators, type CompiledIndicators } from './engine/compile-indicators.js';
export {
  vocabularyOf,
  type KindVocabulary,
  type Vocabulary,
  type VocabularyOptions,
} from './catalogue/vocabulary.js';
export { catalogueFor, type CatalogueOptions } from './catalogue/catalogue.js';
