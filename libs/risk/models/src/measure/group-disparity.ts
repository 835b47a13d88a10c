import { auc, type Outcome } from './measures.js';

/** How a model treats one group of people. */
export interface GroupTreatment {
  readonly group: string;
  readonly rows: number;
  readonly meanProbability: number;
  /** Of those whose outcome is given. */
  readonly badShare: number;
  /** Those whose probability is below the cut-off. */
  readonly approvedShare: number;
  /** The approved share over that of the group with the highest; below 0.8 the four-fifths rule (29 CFR 1607.4 D) is broken. */
  readonly approvedRatio: number;
  /** Within the group; null where one outcome is missing. */
  readonly auc: number | null;
}

export interface GroupedScores {
  readonly groups: readonly string[];
  readonly probabilities: readonly number[];
  readonly outcomes: readonly Outcome[];
}

/**
 * The scores of groups side by side, the largest group first. A group of one person is a row like any other: whoever shows these to
 * people leaves small groups out. Throws RangeError where the lengths differ.
 */
export function groupDisparity(
  { groups, probabilities, outcomes }: GroupedScores,
  cutoff: number,
): GroupTreatment[] {
  if (groups.length !== probabilities.length || groups.length !== outcomes.length)
    throw new RangeError(
      `${groups.length} groups, ${probabilities.length} probabilities and ${outcomes.length} outcomes`,
    );
  const rowsOf = new Map<string, number[]>();
  groups.forEach((group, row) => {
    const rows = rowsOf.get(group);
    if (rows) rows.push(row);
    else rowsOf.set(group, [row]);
  });
  const treated = [...rowsOf].map(([group, rows]) => {
    const scores = rows.map((row) => probabilities[row]!);
    const known = rows.map((row) => outcomes[row]!);
    const share = (count: number): number => count / rows.length;
    return {
      group,
      rows: rows.length,
      meanProbability: share(scores.reduce((sum, score) => sum + score, 0)),
      badShare: share(known.filter((outcome) => outcome === 1).length),
      approvedShare: share(scores.filter((score) => score < cutoff).length),
      auc: auc(known, scores),
    };
  });
  const best = treated.reduce((most, { approvedShare }) => Math.max(most, approvedShare), 0);
  return treated
    .map((one) => ({ ...one, approvedRatio: best > 0 ? one.approvedShare / best : 1 }))
    .sort((one, other) => other.rows - one.rows || (one.group < other.group ? -1 : 1));
}
