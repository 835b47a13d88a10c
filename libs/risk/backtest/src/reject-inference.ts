import { rateDecimals } from '@fanxing/kernel';
import type { BacktestTerms } from './backtest-terms.js';

/** Fewer known outcomes than this say nothing about a band. */
const evidenceMin = 30;
const bandWidth = 0.5;
const [bandLowest, bandHighest] = [-14, 6];

/**
 * The band of a probability of bad: half a unit of log-odds wide, so that 1 % and 2 % are told apart as 20 % and 33 % are.
 * Null where there is no probability.
 */
export function bandOf(probability: number | null): number | null {
  if (probability === null) return null;
  const logOdds = Math.log(probability / (1 - probability));
  return Math.max(bandLowest, Math.min(bandHighest, Math.floor(logOdds / bandWidth)));
}

/** Known outcomes by band, of all applications that were approved then. */
export class BandOutcomes {
  private readonly bands = new Map<number, { known: number; bad: number }>();

  add(band: number | null, isBad: boolean): void {
    if (band === null) return;
    const counts = this.bands.get(band) ?? { known: 0, bad: 0 };
    this.bands.set(band, { known: counts.known + 1, bad: counts.bad + (isBad ? 1 : 0) });
  }

  /**
   * Parcelling (N. Siddiqi, Credit Risk Scorecards, 2006, chapter 6): an unknown outcome is bad with the share of bad
   * known ones in its band, times the uplift. Null where the band has too few known outcomes.
   */
  chanceOfBad(band: number | null, { uplift }: BacktestTerms): Chance | null {
    const counts = band === null ? undefined : this.bands.get(band);
    if (!counts || counts.known < evidenceMin) return null;
    const of = BigInt(counts.known) * 10n ** BigInt(rateDecimals);
    const share = BigInt(counts.bad) * uplift.units;
    return { share: share < of ? share : of, of };
  }
}

/** A probability as the exact fraction that it is. */
export interface Chance {
  readonly share: bigint;
  readonly of: bigint;
}
