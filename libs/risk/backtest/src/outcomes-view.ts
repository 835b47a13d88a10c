import { rateDecimals } from '@fanxing/kernel';
import type { BacktestTerms } from './backtest-terms.js';
import type { SwapTally } from './group-tally.js';
import type { BandOutcomes } from './reject-inference.js';
import { rounded, wilson, type ShareWithInterval } from './wilson.js';

/** What is known of outcomes, and within which bounds the whole lies whatever the unknown ones are. */
export interface OutcomesView {
  readonly outcomes: { readonly known: number; readonly bad: number; readonly unknown: number };
  /** Of the known outcomes, with the 95 % interval of Wilson; null where there are none. */
  readonly badRate: ShareWithInterval | null;
  /** Were all unknown outcomes good, and were all bad; null of nothing. */
  readonly badRateBounds: { readonly lowest: number; readonly highest: number } | null;
  /** By reject inference; null where none was asked for or where it can say nothing. */
  readonly inferred: InferredOutcomes | null;
}

export interface InferredOutcomes {
  readonly method: 'parcelling';
  /** How many unknown outcomes were estimated, and how many could not be: these are in no estimate. */
  readonly estimated: number;
  readonly leftUnknown: number;
  /** Of known and estimated outcomes together. */
  readonly badRate: number;
}

export function outcomesView(
  sets: readonly SwapTally[],
  bands: BandOutcomes,
  terms: BacktestTerms,
): OutcomesView {
  const sum = (count: (set: SwapTally) => number): number => sets.reduce((all, set) => all + count(set), 0);
  const bad = sum((set) => set.bad);
  const known = bad + sum((set) => set.good);
  const unknown = sum((set) => [...set.unknown.values()].reduce((all, count) => all + count, 0));
  const all = known + unknown;
  return {
    outcomes: { known, bad, unknown },
    badRate: wilson(bad, known),
    badRateBounds: all === 0 ? null : { lowest: rounded(bad / all), highest: rounded((bad + unknown) / all) },
    inferred: inferred(sets, known, bad, bands, terms),
  };
}

function inferred(
  sets: readonly SwapTally[],
  known: number,
  bad: number,
  bands: BandOutcomes,
  terms: BacktestTerms,
): InferredOutcomes | null {
  if (terms.inference === 'none') return null;
  let [estimated, leftUnknown, expectedBad] = [0, 0, 0];
  for (const [band, count] of sets.flatMap(({ unknown }) => [...unknown])) {
    const chance = bands.chanceOfBad(band, terms);
    if (chance === null) leftUnknown += count;
    else {
      estimated += count;
      expectedBad += count * shareOf(chance.share, chance.of);
    }
  }
  if (known + estimated === 0) return null;
  const badRate = rounded((bad + expectedBad) / (known + estimated));
  return { method: 'parcelling', estimated, leftUnknown, badRate };
}

function shareOf(share: bigint, of: bigint): number {
  return Number((share * 10n ** BigInt(rateDecimals)) / of) / 10 ** rateDecimals;
}
