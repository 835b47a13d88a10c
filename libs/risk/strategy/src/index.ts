export type { Jdm, JdmDecisionTable, JdmEdge, JdmNode } from './jdm.js';
export { checkStrategy, type StrategyCheck } from './check/check-strategy.js';
export { isWarning, type StrategyProblem, type StrategyProblemCode } from './check/problem.js';
export {
  compileStrategy,
  type CompiledStrategy,
  type StrategyResult,
  type StrategyStep,
} from './engine/compile-strategy.js';
export { StrategyOverrun } from './language/run-limits.js';
export { candidateValues, type FigureDomain } from './counterfactual/candidate-values.js';
export {
  smallestChanges,
  type Attempt,
  type FigureChange,
  type Movable,
  type SmallestChanges,
} from './counterfactual/smallest-changes.js';
export { thresholdsOf } from './counterfactual/thresholds.js';
export { compileDmn, type CompiledDmn } from './dmn/compile-dmn.js';
export { tableFromExcel } from './excel/table-from-excel.js';
export { tableToExcel } from './excel/table-to-excel.js';
export { pickStrategies, type StrategyPick } from './library/pick-strategies.js';
export { strategyLibrary, type LibraryStrategy } from './library/strategy-library.js';
export { figuresRead, type FiguresRead } from './review/figures-read.js';
export { indicatorsRead, signalsRead } from './review/names-read.js';
export { lendingInputs, reviewStrategy, type StrategyInputs } from './review/review-strategy.js';
export { readVerdict, type Verdict } from './engine/read-verdict.js';
export { firstStrategy, type FirstStrategyTerms } from './first/first-strategy.js';
export { reasonCodes, type ReasonCode, type ReasonSentence } from './reasons/reason-codes.js';
export { adverseReason, adverseReasons, type CharacteristicShortfall } from './reasons/adverse-reason.js';
export { reasonInWords } from './reasons/reason-in-words.js';
export { monitoringInputs } from './monitoring/monitoring-inputs.js';
export {
  readMonitoringVerdict,
  warningLevels,
  type MonitoringAction,
  type MonitoringVerdict,
  type WarningLevel,
} from './monitoring/read-monitoring-verdict.js';
