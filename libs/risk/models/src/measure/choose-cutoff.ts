import { Fault } from '@fanxing/kernel';
import type { Outcome } from './measures.js';

export interface CutoffOptions {
  /** The share to approve, where the bank has decided it; else the cut-off is sought between the next two. */
  readonly approveShare?: number;
  readonly approveShareMin?: number;
  readonly approveShareMax?: number;
  /** As many as possible are approved while their bad share is, nine times in ten, at most this part of everybody's. */
  readonly badShareTarget?: number;
}

/**
 * The highest probability of bad that is still approved. Give it out-of-fold probabilities: those that a model gives
 * to the very rows it was fitted on flatter it. Fails with INPUT_INVALID without rows.
 */
export function chooseCutoff(
  probabilities: readonly number[],
  outcomes: readonly Outcome[],
  options: CutoffOptions = {},
): number {
  const { approveShare, approveShareMin = 0.5, approveShareMax = 0.65, badShareTarget = 0.5 } = options;
  const rows = probabilities
    .map((probability, row) => ({ probability, outcome: outcomes[row] ?? 0 }))
    .sort((left, right) => left.probability - right.probability);
  if (rows.length === 0 || rows.length !== outcomes.length) {
    throw new Fault('INPUT_INVALID', {
      problem: 'a cut-off needs as many outcomes as probabilities, at least one',
    });
  }
  const fewest = positionOf(approveShare ?? approveShareMin, rows.length);
  const most = positionOf(approveShare ?? approveShareMax, rows.length);
  const target = badShareTarget * (rows.filter(({ outcome }) => outcome === 1).length / rows.length);
  let chosen = fewest;
  let bads = 0;
  for (const [place, { outcome }] of rows.entries()) {
    bads += outcome;
    if (place > fewest && place <= most && upperBound(bads, place + 1) <= target) chosen = place;
  }
  return between(rows[chosen]?.probability ?? 0, rows[chosen + 1]?.probability);
}

/** One-sided, 90 %. */
const confidence = 1.2816;

/**
 * What a share that was seen in a sample is at most, nine times in ten: the upper end of Wilson's score interval
 * (E. B. Wilson, JASA 22, 1927). A small bank's few bad customers say less than their plain share does.
 */
function upperBound(seen: number, of: number): number {
  const share = seen / of;
  const z2 = confidence ** 2;
  const spread = confidence * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of));
  return (share + z2 / (2 * of) + spread) / (1 + z2 / of);
}

function positionOf(share: number, rows: number): number {
  return Math.min(rows - 1, Math.max(0, Math.round(share * rows) - 1));
}

/** Half-way to the next probability, so that a rounding error in the last digit can not turn a decision. */
function between(approved: number, next: number | undefined): number {
  const middle = next === undefined ? approved : (approved + next) / 2;
  const rounded = Number(middle.toPrecision(6));
  return rounded >= approved && (next === undefined || rounded < next) ? rounded : middle;
}
