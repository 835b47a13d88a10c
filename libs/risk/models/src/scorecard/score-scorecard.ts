import { Fault } from '@fanxing/kernel';
import { placeOf } from './fine-bins.js';
import { probabilityOfScore } from './scorecard.js';
import type { Scorecard, ScorecardBin, ScorecardCharacteristic } from './scorecard.js';

/** A value a characteristic; null, or no entry, is missing. */
export type ScorecardRow = Readonly<Record<string, number | string | null | undefined>>;

export interface Contribution {
  readonly characteristic: string;
  readonly bin: string;
  /** Zero is the average borrower; below zero the bin cost points. */
  readonly points: number;
}

/** A characteristic that cost points, and on which side of the best bin the borrower stands. */
export interface Shortfall extends Contribution {
  readonly side: 'low' | 'high' | 'missing' | 'other';
}

export interface ScorecardResult {
  /** Of bad. */
  readonly probability: number;
  readonly score: number;
  /** One a characteristic, in the model's order; with the base points they add up to the score. */
  readonly contributions: readonly Contribution[];
  /** Those that cost most points, worst first, four at most. */
  readonly adverse: readonly Shortfall[];
}

export interface CompiledScorecard {
  /** The names that a row should have. */
  readonly characteristics: readonly string[];
  score(row: ScorecardRow): ScorecardResult;
  /** The probability alone, for many rows. */
  probability(row: ScorecardRow): number;
}

/** Scores one row. For many rows, {@link compileScorecard} once. Fails with INPUT_INVALID as that does. */
export function scoreScorecard(model: Scorecard, row: ScorecardRow): ScorecardResult {
  return compileScorecard(model).score(row);
}

/** Prepares the search for bins. Scoring fails with INPUT_INVALID where a text stands for a number or vice versa. */
export function compileScorecard(model: Scorecard): CompiledScorecard {
  const finders = model.characteristics.map((characteristic) => ({
    characteristic,
    find: binFinder(characteristic),
  }));
  const probabilityAt = (score: number): number => probabilityOfScore(score, model.scaling);
  return {
    characteristics: model.characteristics.map(({ name }) => name),
    probability(row) {
      let score = model.basePoints;
      for (const { characteristic, find } of finders) score += find(row[characteristic.name])?.points ?? 0;
      return probabilityAt(score);
    },
    score(row) {
      const found = finders.map(({ characteristic, find }) => ({
        characteristic,
        bin: find(row[characteristic.name]),
      }));
      const contributions = found.map(({ characteristic, bin }) => contribution(characteristic, bin));
      const score = contributions.reduce((sum, { points }) => sum + points, model.basePoints);
      const adverse = found
        .map(({ characteristic, bin }): Shortfall => ({
          ...contribution(characteristic, bin),
          side: sideOf(characteristic, bin),
        }))
        .filter(({ points }) => points < 0)
        .sort((left, right) => left.points - right.points)
        .slice(0, 4);
      return { probability: probabilityAt(score), score, contributions, adverse };
    },
  };
}

/** A value that training never saw missing (or among the texts) counts as the average: no bin, no points. */
function contribution({ name }: ScorecardCharacteristic, bin: ScorecardBin | undefined): Contribution {
  return { characteristic: name, bin: bin?.label ?? 'never seen', points: bin?.points ?? 0 };
}

type Value = number | string | null | undefined;

function binFinder(characteristic: ScorecardCharacteristic): (value: Value) => ScorecardBin | undefined {
  const { name, type, bins } = characteristic;
  const missing = bins.find(({ match }) => match.kind === 'missing');
  const wrong = (value: Value): never => {
    const problem = `${name} must be a ${type === 'numeric' ? 'number' : 'text'}, not ${JSON.stringify(value)}`;
    throw new Fault('INPUT_INVALID', { problem }, name);
  };
  if (type === 'numeric') {
    const ranges = bins.filter(({ match }) => match.kind === 'range');
    const edges = ranges.slice(1).map(({ match }) => (match.kind === 'range' ? (match.from ?? 0) : 0));
    return (value) => {
      if (value === null || value === undefined) return missing;
      if (typeof value !== 'number') return wrong(value);
      return Number.isFinite(value) ? ranges[placeOf(edges, value)] : missing;
    };
  }
  const byValue = new Map<string, ScorecardBin>();
  for (const bin of bins)
    if (bin.match.kind === 'values') for (const value of bin.match.values) byValue.set(value, bin);
  const other = bins.find(({ match }) => match.kind === 'other');
  return (value) => {
    if (value === null || value === undefined) return missing;
    return typeof value === 'string' ? (byValue.get(value) ?? other) : wrong(value);
  };
}

function sideOf({ bins }: ScorecardCharacteristic, bin: ScorecardBin | undefined): Shortfall['side'] {
  if (bin?.match.kind === 'missing') return 'missing';
  const ranges = bins.filter(({ match }) => match.kind === 'range');
  const best = ranges.reduce<ScorecardBin | undefined>(
    (top, candidate) => (!top || candidate.points > top.points ? candidate : top),
    undefined,
  );
  if (!bin || !best || bin.match.kind !== 'range') return 'other';
  return ranges.indexOf(bin) < ranges.indexOf(best) ? 'low' : 'high';
}
