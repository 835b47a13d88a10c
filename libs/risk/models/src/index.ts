export { fitLogistic, type LogisticFit } from './logistic.js';
export { rowsAt, sparseRows, type SparseRow, type SparseRows } from './linear/sparse-rows.js';
export { fitSparseLogistic, type LinearFit } from './linear/sparse-logistic.js';
export { fitLinearSvm, type SvmOptions } from './linear/linear-svm.js';
export { fitSigmoid, probabilityOf, type Sigmoid } from './linear/sigmoid.js';
export { seededRandom, shuffled } from './random.js';
export {
  auc,
  brier,
  gini,
  ks,
  logLoss,
  measureScores,
  type Outcome,
  type ScoreMeasures,
} from './measure/measures.js';
export { groupDisparity, type GroupedScores, type GroupTreatment } from './measure/group-disparity.js';
export { chooseCutoff, type CutoffOptions } from './measure/choose-cutoff.js';
export type {
  Scorecard,
  ScorecardBin,
  ScorecardCharacteristic,
  ScorecardScaling,
} from './scorecard/scorecard.js';
export { fitScorecard, type ScorecardFit, type ScorecardTraining } from './scorecard/fit-scorecard.js';
export type { ScorecardOptions } from './scorecard/options.js';
export type { TrainingColumn } from './scorecard/fine-bins.js';
export {
  compileScorecard,
  scoreScorecard,
  type CompiledScorecard,
  type Contribution,
  type ScorecardResult,
  type ScorecardRow,
  type Shortfall,
} from './scorecard/score-scorecard.js';
export { validateScorecard } from './scorecard/validate-scorecard.js';
