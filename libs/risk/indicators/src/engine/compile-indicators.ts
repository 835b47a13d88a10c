import type { Instant } from '@fanxing/kernel';
import type { IndicatorEvent } from '../event.js';
import type { Indicator } from '../name/indicator.js';
import { formatIndicator, parseIndicator } from '../name/parse-indicator.js';
import { computeAggregate, type View } from './compute-aggregate.js';
import { lowerBound, seriesOf, type Series } from './series.js';
import { msPerDay, Stretch } from './statistics.js';
import { timelineOf, type TimedEvent, type Timeline } from './timeline.js';

export interface CompiledIndicators {
  readonly names: readonly string[];
  /**
   * One figure a name, in the order of the names, from the events strictly before `asOf`. All events must be one
   * borrower's; they may come in any order. `null` is missing. Amounts that are not in `currency` do not count;
   * without it, the currency that most of the past is in is taken. Fails with INSTANT_MALFORMED or CURRENCY_UNKNOWN.
   */
  compute(events: readonly IndicatorEvent[], asOf: Instant, currency?: string | null): (number | null)[];
}

/**
 * Prepares the computation of many indicators at once. Names that share a filter share its scan of the events,
 * those that share a measure its figures, and those that share a window its sorted values. Fails with
 * INDICATOR_UNKNOWN.
 */
export function compileIndicators(names: readonly string[]): CompiledIndicators {
  const filters = groupByFilter(names.map(parseIndicator));
  return {
    names: [...names],
    compute(events, asOf, currency = null) {
      const timeline = timelineOf(events, asOf, currency);
      const figures = new Array<number | null>(names.length).fill(null);
      const wholeKinds = new Map<string, FilteredEvents>();
      for (const { indicator, steps } of filters) {
        const whole = wholeKind(timeline, indicator.kind, wholeKinds);
        const kept = whole.filter(indicator);
        for (const step of steps) {
          figures[step.place] = computeAggregate(
            step.indicator.aggregate,
            viewOf(kept, whole, step.indicator),
          );
        }
      }
      return figures;
    },
  };
}

interface FilterGroup {
  /** Any of the group: they agree in kind and filters. */
  readonly indicator: Indicator;
  readonly steps: { readonly place: number; readonly indicator: Indicator }[];
}

function groupByFilter(indicators: readonly Indicator[]): FilterGroup[] {
  const groups = new Map<string, FilterGroup>();
  indicators.forEach((indicator, place) => {
    const key = formatIndicator({ ...indicator, measure: null, aggregate: 'count', windowDays: null });
    const group = groups.get(key) ?? { indicator, steps: [] };
    group.steps.push({ place, indicator });
    groups.set(key, group);
  });
  return [...groups.values()];
}

function wholeKind(timeline: Timeline, kind: string, known: Map<string, FilteredEvents>): FilteredEvents {
  let whole = known.get(kind);
  if (!whole) {
    whole = new FilteredEvents(timeline, timeline.byKind.get(kind) ?? []);
    known.set(kind, whole);
  }
  return whole;
}

/** The events that one filter keeps, with what has been worked out about them so far. */
class FilteredEvents {
  private readonly series = new Map<string | null, Series>();
  private readonly stretches = new Map<string, Stretch>();
  private eventSeries: Series | undefined;

  constructor(
    private readonly timeline: Timeline,
    private readonly rows: readonly TimedEvent[],
  ) {}

  get asOfMs(): number {
    return this.timeline.asOfMs;
  }

  filter(indicator: Indicator): FilteredEvents {
    const { direction, channel, fields } = indicator;
    if (direction === null && channel === null && fields.length === 0) return this;
    const kept = this.rows.filter(
      ({ event }) =>
        (direction === null || event.direction === direction) &&
        (channel === null || event.channel === channel) &&
        fields.every(({ field, value }) => event.fields[field] === value),
    );
    return new FilteredEvents(this.timeline, kept);
  }

  events(fromDays: number | null, toDays: number): Stretch {
    this.eventSeries ??= {
      times: Float64Array.from(this.rows, ({ ms }) => ms),
      values: new Float64Array(this.rows.length),
      counterparties: this.rows.map(({ event }) => event.counterparty),
      exact: null,
      divisor: 1,
    };
    return this.stretch(`e ${fromDays} ${toDays}`, this.eventSeries, fromDays, toDays);
  }

  measured(measure: string | null, fromDays: number | null, toDays: number): Stretch {
    let series = this.series.get(measure);
    if (!series) {
      series = seriesOf(this.rows, measure, this.timeline.money);
      this.series.set(measure, series);
    }
    const label = measure === null ? 'a' : `m ${measure}`;
    return this.stretch(`${label} ${fromDays} ${toDays}`, series, fromDays, toDays);
  }

  /** From `fromDays` before the decision (null: the beginning) up to, and without, `toDays` before it. */
  private stretch(key: string, series: Series, fromDays: number | null, toDays: number): Stretch {
    let stretch = this.stretches.get(key);
    if (!stretch) {
      const begin = fromDays === null ? 0 : lowerBound(series.times, this.asOfMs - fromDays * msPerDay);
      const end =
        toDays === 0 ? series.times.length : lowerBound(series.times, this.asOfMs - toDays * msPerDay);
      stretch = new Stretch(series, begin, end);
      this.stretches.set(key, stretch);
    }
    return stretch;
  }
}

function viewOf(kept: FilteredEvents, whole: FilteredEvents, { measure, windowDays }: Indicator): View {
  const days = windowDays;
  return {
    asOfMs: kept.asOfMs,
    events: () => kept.events(days, 0),
    measured: () => kept.measured(measure, days, 0),
    allEvents: () => whole.events(days, 0),
    allMeasured: () => whole.measured(measure, days, 0),
    eventsBefore: () => kept.events((days ?? 0) * 2, days ?? 0),
    measuredBefore: () => kept.measured(measure, (days ?? 0) * 2, days ?? 0),
  };
}
