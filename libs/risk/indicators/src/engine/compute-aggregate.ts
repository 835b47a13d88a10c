import type { AggregateName } from '../name/aggregate.js';
import type { Stretch } from './statistics.js';

/** The stretches that one indicator looks at; each is found only when an aggregate asks for it. */
export interface View {
  readonly asOfMs: number;
  /** Every event that the filter keeps, whether or not it has the measure. */
  events(): Stretch;
  /** The kept events that have the measure. */
  measured(): Stretch;
  /** As above, for all events of the kind in the same window. */
  allEvents(): Stretch;
  allMeasured(): Stretch;
  /** As the first two, for the window of equal length before. */
  eventsBefore(): Stretch;
  measuredBefore(): Stretch;
}

export function computeAggregate(aggregate: AggregateName, view: View): number | null {
  return formulas[aggregate](view);
}

const formulas: Record<AggregateName, (view: View) => number | null> = {
  count: (view) => view.events().count,
  sum: (view) => view.measured().sum(),
  mean: (view) => view.measured().mean(),
  min: (view) => view.measured().quantile(0),
  max: (view) => view.measured().quantile(1),
  first: (view) => view.measured().valueAt(0),
  last: (view) => view.measured().valueAt(-1),
  deviation: (view) => view.measured().deviation(),
  median: (view) => view.measured().quantile(0.5),
  p10: (view) => view.measured().quantile(0.1),
  p25: (view) => view.measured().quantile(0.25),
  p75: (view) => view.measured().quantile(0.75),
  p90: (view) => view.measured().quantile(0.9),
  slope: (view) => view.measured().slope(),
  counterparties: (view) => view.events().counterparties(),
  concentration: (view) => view.measured().concentration(),
  daysSinceLast: (view) => view.events().daysSinceLast(view.asOfMs),
  longestGap: (view) => view.events().longestGap(),
  countShare: (view) => quotient(view.events().count, view.allEvents().count),
  sumShare: (view) => quotient(view.measured().sum() ?? 0, view.allMeasured().sum()),
  countRatio: (view) => quotient(view.events().count, view.eventsBefore().count),
  sumRatio: (view) => quotient(view.measured().sum(), view.measuredBefore().sum()),
  meanRatio: (view) => quotient(view.measured().mean(), view.measuredBefore().mean()),
};

function quotient(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : part / whole;
}
