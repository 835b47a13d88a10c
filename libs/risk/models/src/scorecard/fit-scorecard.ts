import { Fault } from '@fanxing/kernel';
import { fitLogistic, type LogisticFit } from '../logistic.js';
import { logLoss, measureScores, type Outcome } from '../measure/measures.js';
import { seededRandom, shuffled } from '../random.js';
import type { BinnedColumn } from './coarse-bins.js';
import { fineBins, type FineColumn, type TrainingColumn } from './fine-bins.js';
import { settingsFor, type ScorecardOptions, type ScorecardSettings } from './options.js';
import { selectCharacteristics } from './select-characteristics.js';
import type { Scorecard } from './scorecard.js';
import { writeScorecard } from './write-scorecard.js';

export interface ScorecardTraining {
  readonly columns: readonly TrainingColumn[];
  /** One a row: 1 is bad. */
  readonly outcome: readonly Outcome[];
  /** Deals the rows into folds; the same seed and data give the same model. */
  readonly seed: number;
  readonly options?: ScorecardOptions;
}

export interface ScorecardFit {
  readonly model: Scorecard;
  /**
   * For each training row the probability of bad by models that did not see it: binning, selection and regression
   * were all done without its fold. The honest basis for a cut-off.
   */
  readonly outOfFold: readonly number[];
}

/**
 * Fits a scorecard: supervised binning, weight of evidence, selection by information and redundancy, L2 logistic
 * regression whose penalty cross-validation chooses, points. With one outcome only, or no column that says
 * anything, it is the average alone, and `warnings` says why. Fails with INPUT_INVALID where rows do not match.
 */
export function fitScorecard({ columns, outcome, seed, options = {} }: ScorecardTraining): ScorecardFit {
  checkTraining(columns, outcome);
  const isBad = Uint8Array.from(outcome);
  const bads = isBad.reduce((sum, bad) => sum + bad, 0);
  const settings = settingsFor(outcome.length, bads, options);
  const trained = { rows: outcome.length, bads, seed };
  const scarce = Math.min(bads, outcome.length - bads);
  if (scarce < rowsPerOutcomeMin) {
    const warning = `only ${bads} bad of ${outcome.length} rows: at least ${rowsPerOutcomeMin} of each outcome are needed to tell them apart; the model gives everybody the average`;
    return averageOnly(trained, outcome, warning);
  }
  const fine = columns.map(fineBins);
  const { penalty, outOfFold } = crossValidate(fine, outcome, isBad, seed, settings);
  const all = Int32Array.from(outcome.keys());
  const fitted = fitRows(fine, all, isBad, settings);
  const regression = fitted.regress(penalty);
  if (regression.coefficients.every((coefficient) => coefficient === 0)) {
    return averageOnly(
      trained,
      outcome,
      'no column tells bad from good: the model gives everybody the average',
    );
  }
  const quality = measureScores(outcome, outOfFold);
  return { model: writeScorecard(fitted.chosen, regression, trained, quality, []), outOfFold };
}

const rowsPerOutcomeMin = 4;
const penalties = [0.3, 1, 3, 10, 30];

function checkTraining(columns: readonly TrainingColumn[], outcome: readonly Outcome[]): void {
  if (outcome.length === 0)
    throw new Fault('INPUT_INVALID', { problem: 'a scorecard needs rows to learn from' });
  if (outcome.some((value) => value !== 0 && value !== 1)) {
    throw new Fault('INPUT_INVALID', { problem: 'an outcome must be 0 or 1' });
  }
  const names = new Set<string>();
  for (const { name, values } of columns) {
    if (values.length !== outcome.length) {
      const problem = `column ${name} has ${values.length} values for ${outcome.length} rows`;
      throw new Fault('INPUT_INVALID', { problem });
    }
    if (names.has(name)) throw new Fault('INPUT_INVALID', { problem: `column ${name} is given twice` });
    names.add(name);
  }
}

interface RowsFit {
  readonly chosen: readonly BinnedColumn[];
  regress(penalty: number): LogisticFit;
}

function fitRows(
  fine: readonly FineColumn[],
  rows: Int32Array,
  isBad: Uint8Array,
  settings: ScorecardSettings,
): RowsFit {
  const chosen = selectCharacteristics(fine, rows, isBad, settings);
  const weights = chosen.map(({ column, weights: byCode }) =>
    Float64Array.from(rows, (row) => byCode[column.codes[row] ?? 0] ?? 0),
  );
  const bad = Float64Array.from(rows, (row) => isBad[row] ?? 0);
  return { chosen, regress: (penalty) => fitLogistic(weights, bad, penalty) };
}

function predict(
  chosen: readonly BinnedColumn[],
  { intercept, coefficients }: LogisticFit,
  row: number,
): number {
  let logOdds = intercept;
  chosen.forEach(({ column, weights }, place) => {
    logOdds += (coefficients[place] ?? 0) * (weights[column.codes[row] ?? 0] ?? 0);
  });
  return 1 / (1 + Math.exp(-logOdds));
}

/** The penalty with the least out-of-fold log loss, and the probabilities that belong to it. */
function crossValidate(
  fine: readonly FineColumn[],
  outcome: readonly Outcome[],
  isBad: Uint8Array,
  seed: number,
  settings: ScorecardSettings,
): { readonly penalty: number; readonly outOfFold: readonly number[] } {
  const sums = penalties.map(() => new Float64Array(outcome.length));
  const random = seededRandom(seed);
  for (let repeat = 0; repeat < settings.repeats; repeat += 1) {
    const foldOf = dealFolds(outcome, settings.folds, random);
    for (let fold = 0; fold < settings.folds; fold += 1) {
      const rows = Int32Array.from([...foldOf.keys()].filter((row) => foldOf[row] !== fold));
      const { chosen, regress } = fitRows(fine, rows, isBad, settings);
      penalties.forEach((penalty, place) => {
        const regression = regress(penalty);
        const sum = sums[place];
        if (!sum) return;
        for (const [row, dealt] of foldOf.entries()) {
          if (dealt === fold)
            sum[row] = (sum[row] ?? 0) + predict(chosen, regression, row) / settings.repeats;
        }
      });
    }
  }
  const losses = sums.map((sum) => logLoss(outcome, [...sum]) ?? Infinity);
  const best = losses.indexOf(Math.min(...losses));
  return { penalty: penalties[best] ?? 1, outOfFold: [...(sums[best] ?? [])] };
}

/** Goods and bads are dealt one after the other, so that every fold has its share of the few bads. */
function dealFolds(outcome: readonly Outcome[], folds: number, random: () => number): Int32Array {
  const foldOf = new Int32Array(outcome.length);
  const rows = [...outcome.keys()];
  const dealt = [1, 0].flatMap((wanted) =>
    shuffled(
      rows.filter((row) => outcome[row] === wanted),
      random,
    ),
  );
  dealt.forEach((row, place) => (foldOf[row] = place % folds));
  return foldOf;
}

function averageOnly(
  trained: Scorecard['trained'],
  outcome: readonly Outcome[],
  warning: string,
): ScorecardFit {
  // Half a bad and half a good more (Jeffreys' prior) keep the odds finite when only one outcome was seen.
  const average = (trained.bads + 0.5) / (trained.rows + 1);
  const regression = { intercept: Math.log(average / (1 - average)), coefficients: [] };
  const outOfFold = outcome.map(() => average);
  const model = writeScorecard([], regression, trained, measureScores(outcome, outOfFold), [warning]);
  return { model, outOfFold };
}
