import type { LogisticFit } from '../logistic.js';
import type { BinnedColumn, CoarseBin } from './coarse-bins.js';
import type { FineColumn } from './fine-bins.js';
import { scalingFactors, standardScaling } from './scorecard.js';
import type { BinMatch, Scorecard, ScorecardBin, ScorecardCharacteristic } from './scorecard.js';

/** Turns weights of evidence and coefficients into points and words. Characteristics that count nothing are left out. */
export function writeScorecard(
  chosen: readonly BinnedColumn[],
  { intercept, coefficients }: LogisticFit,
  trained: Scorecard['trained'],
  quality: Scorecard['quality'],
  warnings: readonly string[],
): Scorecard {
  const { factor, offset } = scalingFactors(standardScaling);
  const characteristics = chosen
    .map((binned, place) => writeCharacteristic(binned, coefficients[place] ?? 0, factor))
    .filter(({ coefficient }) => coefficient > 0);
  return {
    format: 'fanxing-scorecard/1',
    trained,
    scaling: standardScaling,
    basePoints: rounded(offset - factor * intercept),
    characteristics,
    quality,
    warnings: [...warnings],
  };
}

function writeCharacteristic(
  binned: BinnedColumn,
  coefficient: number,
  factor: number,
): ScorecardCharacteristic {
  const { column, bins, information } = binned;
  const written = bins.flatMap((bin, place) => writeBins(column, bin, place, bins, -coefficient * factor));
  return {
    name: column.name,
    type: column.type,
    informationValue: rounded(information),
    coefficient: rounded(coefficient),
    bins: written,
  };
}

/** A text bin that holds "everything else" beside named values is written as two bins of the same points. */
function writeBins(
  column: FineColumn,
  bin: CoarseBin,
  place: number,
  bins: readonly CoarseBin[],
  pointsPerWeight: number,
): ScorecardBin[] {
  return matchesOf(column, bin, place, bins).map((match) => ({
    label: labelOf(match),
    match,
    rows: bin.rows,
    bads: bin.bads,
    weightOfEvidence: rounded(bin.weightOfEvidence),
    points: rounded(pointsPerWeight * bin.weightOfEvidence),
  }));
}

function matchesOf(
  column: FineColumn,
  bin: CoarseBin,
  place: number,
  bins: readonly CoarseBin[],
): BinMatch[] {
  if (bin.codes.includes(0)) return [{ kind: 'missing' }];
  if (column.type === 'text') {
    const values = bin.codes.flatMap((code) => column.values[code - 1] ?? []).sort();
    const other: BinMatch[] = bin.codes.includes(column.values.length + 1) ? [{ kind: 'other' }] : [];
    return values.length > 0 ? [{ kind: 'values', values }, ...other] : other;
  }
  const next = bins[place + 1];
  const isLast = !next || next.codes.includes(0);
  const from = place === 0 ? null : edgeBefore(column, bin);
  return [{ kind: 'range', from, to: isLast ? null : edgeBefore(column, next) }];
}

/** Where a bin's first fine bin begins. */
function edgeBefore(column: FineColumn, bin: CoarseBin): number | null {
  return column.edges[Math.min(...bin.codes) - 2] ?? null;
}

function labelOf(match: BinMatch): string {
  if (match.kind === 'missing' || match.kind === 'other') return match.kind;
  if (match.kind === 'values') return match.values.join(', ');
  if (match.from === null) return match.to === null ? 'any' : `below ${match.to}`;
  return match.to === null ? `${match.from} or more` : `${match.from} to below ${match.to}`;
}

/** Six decimals: far finer than a point can matter, and the file stays readable. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6 + 0;
}
