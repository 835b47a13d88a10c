/** What became of a borrower: 1 is bad. */
export type Outcome = 0 | 1;

export interface ScoreMeasures {
  readonly auc: number | null;
  readonly ks: number | null;
  readonly gini: number | null;
  readonly brier: number | null;
  readonly logLoss: number | null;
}

/** All measures at once; those that need both outcomes are null where only one is there. */
export function measureScores(outcomes: readonly Outcome[], probabilities: readonly number[]): ScoreMeasures {
  return {
    auc: auc(outcomes, probabilities),
    ks: ks(outcomes, probabilities),
    gini: gini(outcomes, probabilities),
    brier: brier(outcomes, probabilities),
    logLoss: logLoss(outcomes, probabilities),
  };
}

/**
 * The chance that a bad borrower has a higher probability than a good one, ties counting one half (Mann and
 * Whitney, 1947). Null unless both outcomes are there.
 */
export function auc(outcomes: readonly Outcome[], probabilities: readonly number[]): number | null {
  let pairsWon = 0;
  let goodsBelow = 0;
  let badsBelow = 0;
  for (const { goods, bads } of tiedGroups(outcomes, probabilities)) {
    pairsWon += bads * (goodsBelow + goods / 2);
    goodsBelow += goods;
    badsBelow += bads;
  }
  return goodsBelow === 0 || badsBelow === 0 ? null : pairsWon / (goodsBelow * badsBelow);
}

/** 2 × AUC − 1. */
export function gini(outcomes: readonly Outcome[], probabilities: readonly number[]): number | null {
  const area = auc(outcomes, probabilities);
  return area === null ? null : 2 * area - 1;
}

/** Kolmogorov and Smirnov: the widest distance between the distributions of the goods and of the bads. */
export function ks(outcomes: readonly Outcome[], probabilities: readonly number[]): number | null {
  const groups = tiedGroups(outcomes, probabilities);
  const goodsAll = groups.reduce((sum, { goods }) => sum + goods, 0);
  const badsAll = groups.reduce((sum, { bads }) => sum + bads, 0);
  if (goodsAll === 0 || badsAll === 0) return null;
  let widest = 0;
  let goodsBelow = 0;
  let badsBelow = 0;
  for (const { goods, bads } of groups) {
    goodsBelow += goods;
    badsBelow += bads;
    widest = Math.max(widest, Math.abs(goodsBelow / goodsAll - badsBelow / badsAll));
  }
  return widest;
}

/** The mean squared distance between probability and outcome (Brier, 1950). Null without rows. */
export function brier(outcomes: readonly Outcome[], probabilities: readonly number[]): number | null {
  return meanOf(outcomes, probabilities, (outcome, probability) => (probability - outcome) ** 2);
}

/** The mean negative log-likelihood in nats; probabilities are kept 10⁻¹⁵ away from 0 and 1. Null without rows. */
export function logLoss(outcomes: readonly Outcome[], probabilities: readonly number[]): number | null {
  return meanOf(outcomes, probabilities, (outcome, probability) => {
    const given = Math.min(1 - 1e-15, Math.max(1e-15, probability));
    return -Math.log(outcome === 1 ? given : 1 - given);
  });
}

function meanOf(
  outcomes: readonly Outcome[],
  probabilities: readonly number[],
  loss: (outcome: Outcome, probability: number) => number,
): number | null {
  checkLengths(outcomes, probabilities);
  if (outcomes.length === 0) return null;
  return (
    outcomes.reduce<number>((sum, outcome, row) => sum + loss(outcome, probabilities[row] ?? 0), 0) /
    outcomes.length
  );
}

interface TiedGroup {
  goods: number;
  bads: number;
}

/** Rows of the same probability together, lowest probability first. */
function tiedGroups(outcomes: readonly Outcome[], probabilities: readonly number[]): TiedGroup[] {
  checkLengths(outcomes, probabilities);
  const rows = outcomes
    .map((outcome, row) => ({ outcome, probability: probabilities[row] ?? 0 }))
    .sort((left, right) => left.probability - right.probability);
  const groups: TiedGroup[] = [];
  let group: TiedGroup = { goods: 0, bads: 0 };
  let previous: number | undefined;
  for (const { outcome, probability } of rows) {
    if (probability !== previous) groups.push((group = { goods: 0, bads: 0 }));
    if (outcome === 1) group.bads += 1;
    else group.goods += 1;
    previous = probability;
  }
  return groups;
}

function checkLengths(outcomes: readonly Outcome[], probabilities: readonly number[]): void {
  if (outcomes.length !== probabilities.length) {
    throw new RangeError(`${outcomes.length} outcomes but ${probabilities.length} probabilities`);
  }
}
