export {
  isStrategyStage,
  sourceUseOf,
  strategyStagesOf,
  type DataStage,
  type Fallback,
  type Pipeline,
  type PipelineStage,
  type Source,
  type SourceUse,
  type StrategyStage,
} from './pipeline.js';
export { defaultPipeline } from './default-pipeline.js';
export { figuresGivenTo, givenToStage } from './given-to-stage.js';
export { declinesOf, joinResults, type StageResult } from './join-results.js';
export { readPipeline } from './read-pipeline.js';
