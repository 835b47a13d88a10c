import { aggregateDefinition, type AggregateName } from '../name/aggregate.js';
import { meaningProblem } from '../name/check-indicator.js';
import type { Condition } from '../name/condition.js';
import { parseGrouping } from '../name/grouping.js';
import { plainIndicator, type Indicator } from '../name/indicator.js';

/** A family of indicators: everything that its parts give together and that means something. */
export interface Grid {
  readonly title: string;
  readonly titleZh: string;
  readonly kind: string;
  readonly directions: readonly ('in' | 'out' | null)[];
  readonly channels: readonly (string | null)[];
  /** Undefined: no condition. */
  readonly conditions: readonly (Condition | undefined)[];
  readonly measure: string | null;
  /** Words as a name holds them: `sum`, `byDay:sum.max`. */
  readonly figures: readonly string[];
  readonly windows: readonly (number | null)[];
}

export function* indicatorsOfGrid(grid: Grid): Generator<Indicator> {
  for (const direction of grid.directions) {
    for (const channel of grid.channels) {
      for (const condition of grid.conditions) {
        const conditions = condition === undefined ? [] : [condition];
        const filter = { ...plainIndicator, kind: grid.kind, direction, channel, conditions };
        for (const figure of grid.figures) {
          const parts = figureOf(figure, grid.measure);
          if (isTold(parts, condition)) continue;
          for (const windowDays of grid.windows) {
            const indicator: Indicator = { ...filter, ...parts, windowDays };
            if (meaningProblem(indicator) === undefined) yield indicator;
          }
        }
      }
    }
  }
}

type Parts = Pick<Indicator, 'grouping' | 'aggregate' | 'measure'>;

function figureOf(text: string, measure: string | null): Parts {
  const [first = '', second] = text.split('.');
  const grouping = second === undefined ? null : (parseGrouping(first) ?? null);
  const aggregate = (second ?? first) as AggregateName;
  const isMeasured = aggregateDefinition(aggregate).measured && grouping?.inner !== 'count';
  return { grouping, aggregate, measure: isMeasured ? measure : null };
}

/** Figures that the filter gives away: of first meetings all counterparties are different, of nights all is by night. */
function isTold({ aggregate }: Parts, condition: Condition | undefined): boolean {
  if (!condition) return false;
  return told[condition.what].has(aggregate);
}

const told: Readonly<Record<Condition['what'], ReadonlySet<AggregateName>>> = {
  hours: new Set<AggregateName>(['nightShare', 'hourEntropy', 'busiestHour']),
  weekdays: new Set<AggregateName>(['weekendShare', 'weekdayEntropy', 'busiestWeekday', 'longestStreak']),
  monthdays: new Set<AggregateName>(),
  amount: new Set<AggregateName>(),
  counterparty: new Set<AggregateName>(['counterparties', 'newCounterparties', 'repeatShare']),
};
