import type { BacktestTerms } from './backtest-terms.js';
import type { GroupTally, SideTallies, SwapTally } from './group-tally.js';
import { mergedMoney } from './money-tally.js';
import { moneyView, type MoneyView } from './money-view.js';
import { outcomesView, type OutcomesView } from './outcomes-view.js';
import { swaps, type Swap } from './past-application.js';
import type { BandOutcomes } from './reject-inference.js';
import { rounded } from './wilson.js';

/** What a backtest says of all applications, or of those of a segment. */
export interface GroupReport {
  readonly applications: number;
  /** On how many the draft came to no answer; they count as declined. */
  readonly stopped: number;
  readonly approvals: Readonly<Record<Side, Approvals>>;
  /** The four sets that what was decided then and what the draft decides make. */
  readonly swaps: Readonly<Record<Swap, { readonly applications: number } & OutcomesView>>;
  /** For each currency, by its code. */
  readonly money: readonly MoneyReport[];
}

export type Side = 'then' | 'draft';

export interface Approvals extends OutcomesView {
  readonly count: number;
  /** Of all applications. */
  readonly rate: number;
}

export interface MoneyReport {
  readonly currency: string;
  readonly then: MoneyView;
  readonly draft: MoneyView;
  /** What the draft would lend to the newly approved, and what was lent to the newly declined. */
  readonly swapIn: MoneyView;
  readonly swapOut: MoneyView;
}

export interface SegmentReport extends GroupReport {
  readonly column: string;
  readonly value: string;
}

const approvedBy: Readonly<Record<Side, readonly Swap[]>> = {
  then: ['approvedBoth', 'swapOut'],
  draft: ['approvedBoth', 'swapIn'],
};

export function groupReport(group: GroupTally, bands: BandOutcomes, terms: BacktestTerms): GroupReport {
  const applications = swaps.reduce((sum, swap) => sum + group.sets[swap].applications, 0);
  const approvals = (side: Side): Approvals => {
    const sets = approvedBy[side].map((swap) => group.sets[swap]);
    const count = sets.reduce((sum, set) => sum + set.applications, 0);
    return {
      count,
      rate: applications === 0 ? 0 : rounded(count / applications),
      ...outcomesView(sets, bands, terms),
    };
  };
  const set = (swap: Swap) => ({
    applications: group.sets[swap].applications,
    ...outcomesView([group.sets[swap]], bands, terms),
  });
  return {
    applications,
    stopped: group.stopped,
    approvals: { then: approvals('then'), draft: approvals('draft') },
    swaps: {
      approvedBoth: set('approvedBoth'),
      swapIn: set('swapIn'),
      swapOut: set('swapOut'),
      declinedBoth: set('declinedBoth'),
    },
    money: moneyReports(group, bands, terms),
  };
}

function moneyReports(group: GroupTally, bands: BandOutcomes, terms: BacktestTerms): MoneyReport[] {
  const currencies = new Set(swaps.flatMap((swap) => [...group.sets[swap].money.keys()]));
  return [...currencies].sort().map((currency) => {
    const sum = (side: keyof SideTallies, of: readonly Swap[]): MoneyView => {
      const sets: SwapTally[] = of.map((swap) => group.sets[swap]);
      const tallies = sets.flatMap(({ money }) => money.get(currency)?.[side] ?? []);
      return moneyView(mergedMoney(tallies), currency, bands, terms);
    };
    return {
      currency,
      then: sum('then', approvedBy.then),
      draft: sum('draft', approvedBy.draft),
      swapIn: sum('draft', ['swapIn']),
      swapOut: sum('then', ['swapOut']),
    };
  });
}
