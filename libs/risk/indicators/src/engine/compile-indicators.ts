import type { Instant } from '@fanxing/kernel';
import type { IndicatorEvent } from '../event.js';
import type { EventColumns } from '../history/event-columns.js';
import { historyOf, type History } from '../history/history.js';
import { parseIndicator } from '../name/parse-indicator.js';
import { combine, groupCombinations, type CombinationGroup } from './combine.js';
import { fillSet, intersect, wordsFor } from './event-set.js';
import { Requests, tasksOf, type Task } from './family/families.js';
import { countedAmounts, lowerBound, momentOf, type Moment, type MomentOptions } from './moment.js';
import { planOf, type KindPlan, type Plan, type SeriesPlan } from './plan.js';
import { Series } from './series.js';

export interface CompiledIndicators {
  readonly names: readonly string[];
  /**
   * One figure a name, in the order of the names, from the events strictly before `asOf`. All events must be one
   * borrower's; they may come in any order. `null` is missing. Amounts that are not in `currency` do not count;
   * without it, the currency that most of the past is in is taken. Fails with INSTANT_MALFORMED or CURRENCY_UNKNOWN.
   */
  compute(
    events: readonly IndicatorEvent[],
    asOf: Instant,
    currency?: string | null,
    utcOffsetMinutes?: number,
  ): (number | null)[];
  /** The same from a history that is put in order already; NaN is missing. Written over by the next call. */
  figures(history: History, asOf: Instant, options?: MomentOptions): Float64Array;
}

/**
 * Prepares the computation of many indicators at once. Names that share a filter share its scan of the events, those
 * that share a measure its figures, and windows that end together one walk from the newest event to the oldest. Fails
 * with INDICATOR_UNKNOWN.
 */
export function compileIndicators(names: readonly string[]): CompiledIndicators {
  const engine = new Engine(planOf(names.map(parseIndicator)), names.length);
  return {
    names: [...names],
    compute(events, asOf, currency = null, utcOffsetMinutes = undefined) {
      const options = utcOffsetMinutes === undefined ? { currency } : { currency, utcOffsetMinutes };
      const figures = engine.run(historyOf(events), asOf, options);
      return Array.from(figures, (figure) => (Number.isNaN(figure) ? null : figure));
    },
    figures: (history, asOf, options = {}) => engine.run(history, asOf, options),
  };
}

interface SeriesTasks {
  readonly plan: SeriesPlan;
  readonly tasks: readonly Task[];
}

interface KindTasks {
  readonly plan: KindPlan;
  readonly sets: Int32Array[];
  readonly filters: readonly { readonly atoms: readonly number[]; readonly series: readonly SeriesTasks[] }[];
}

/** Runs a plan again and again; its memory grows to the largest history that it has met. */
class Engine {
  private readonly kinds: readonly KindTasks[];
  private readonly combinations: readonly CombinationGroup[];
  private readonly figures: Float64Array;
  private readonly outputs: Float64Array;
  private readonly series: Series;
  private positions = new Int32Array(64);

  constructor(
    private readonly plan: Plan,
    outputs: number,
  ) {
    this.figures = new Float64Array(plan.nothing.length);
    this.outputs = this.figures.subarray(0, outputs);
    this.series = new Series(plan.windows);
    this.combinations = groupCombinations(plan.combinations);
    const requests = new Requests(plan.windows, this.figures);
    this.kinds = plan.kinds.map((kind) => ({
      plan: kind,
      sets: kind.atoms.map(() => new Int32Array(2)),
      filters: kind.filters.map(({ atoms, series }) => ({
        atoms,
        series: series.map((one) => ({ plan: one, tasks: tasksOf(one, requests) })),
      })),
    }));
  }

  run(history: History, asOf: Instant, options: MomentOptions): Float64Array {
    const moment = momentOf(history, asOf, options);
    this.figures.set(this.plan.nothing);
    for (const kind of this.kinds) {
      const columns = history.kinds.get(kind.plan.kind);
      if (columns) this.runKind(kind, columns, history, moment);
    }
    combine(this.combinations, this.figures);
    return this.outputs;
  }

  private runKind(kind: KindTasks, columns: EventColumns, history: History, moment: Moment): void {
    const past = lowerBound(columns.values.ms, moment.ms);
    if (past === 0) return;
    const amounts = countedAmounts(columns, history, moment);
    this.fillSets(kind, columns, amounts, past, moment);
    if (this.positions.length < past) this.positions = new Int32Array(past * 2);
    this.series.enter(columns, moment.utcOffsetMinutes);
    for (const { atoms, series } of kind.filters) {
      const sets = atoms.map((place) => kind.sets[place] as Int32Array);
      const kept = intersect(sets, past, this.positions);
      if (kept === 0) continue;
      for (const { plan, tasks } of series) {
        this.load(plan.measure, columns, amounts, kept, moment);
        if (this.series.count === 0) continue;
        this.series.bound(plan.windows, moment);
        for (const { family, request, figures } of tasks) family(this.series, request, figures);
      }
    }
  }

  private fillSets(
    kind: KindTasks,
    columns: EventColumns,
    amounts: Float64Array,
    past: number,
    moment: Moment,
  ): void {
    const words = wordsFor(past);
    kind.plan.atoms.forEach((atom, place) => {
      let set = kind.sets[place] as Int32Array;
      if (set.length < words) kind.sets[place] = set = new Int32Array(words * 2);
      fillSet(set, atom, columns, amounts, past, moment);
    });
  }

  private load(
    measure: string | null | undefined,
    columns: EventColumns,
    amounts: Float64Array,
    kept: number,
    moment: Moment,
  ): void {
    const { series, positions } = this;
    series.measure = measure === undefined ? null : columns.measure(measure);
    const figures = measure === null ? amounts : (series.measure?.values ?? null);
    series.load(positions, kept, figures, measure === null ? moment.minorPerMajor : 1);
  }
}
