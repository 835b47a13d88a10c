export type { EventDirection, IndicatorEvent } from './event.js';
export type { FieldFilter, Indicator } from './name/indicator.js';
export { aggregateNames, type AggregateName } from './name/aggregate.js';
export { formatIndicator, parseIndicator } from './name/parse-indicator.js';
export { describeIndicator, type IndicatorDescription } from './name/describe-indicator.js';
export {
  explainIndicator,
  type IndicatorDefinition,
  type IndicatorExplanation,
} from './name/explain-indicator.js';
export { compileIndicators, type CompiledIndicators } from './engine/compile-indicators.js';
export type { MomentOptions } from './engine/moment.js';
export { historyOf, type History } from './history/history.js';
export { EventColumns, type ColumnValues } from './history/event-columns.js';
export { Dictionary } from './history/dictionary.js';
export {
  vocabularyOf,
  type KindVocabulary,
  type Vocabulary,
  type VocabularyOptions,
} from './catalogue/vocabulary.js';
export { catalogueFor, type CatalogueOptions } from './catalogue/catalogue.js';
export { standardCatalogue, standardGrids, standardIndicators } from './catalogue/standard-catalogue.js';
export type { Grid } from './catalogue/standard-grid.js';
