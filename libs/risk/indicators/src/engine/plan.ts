import { aggregateDefinition, type AggregateName, type PrimitiveName } from '../name/aggregate.js';
import { formatGrouping, type Grouping } from '../name/grouping.js';
import type { Indicator } from '../name/indicator.js';
import { formatFilter } from '../name/parse-indicator.js';
import type { Atom } from './event-set.js';

/**
 * What is computed for a list of indicators. Each figure is either a primitive, which comes from one look at one window,
 * or a combination of two primitives. Primitives have a slot each; the first slots are the indicators themselves.
 */
export interface Plan {
  readonly kinds: readonly KindPlan[];
  readonly windows: readonly WindowSpan[];
  readonly combinations: readonly Combination[];
  /** The figures of a borrower without events. */
  readonly nothing: Float64Array;
}

export interface KindPlan {
  readonly kind: string;
  readonly atoms: readonly Atom[];
  readonly filters: readonly FilterPlan[];
}

export interface FilterPlan {
  /** Places in the kind's atoms, all of which an event must satisfy. */
  readonly atoms: readonly number[];
  readonly series: readonly SeriesPlan[];
}

export interface SeriesPlan {
  /** A numeric field, null for amounts, undefined for the events themselves. */
  readonly measure: string | null | undefined;
  /** Places in the plan's windows, in their order. */
  readonly windows: Int32Array;
  readonly requests: readonly PrimitiveRequest[];
}

export interface PrimitiveRequest {
  readonly aggregate: PrimitiveName;
  readonly grouping: Grouping | null;
  readonly window: number;
  readonly slot: number;
}

/** From `fromDays` before the decision (null: the beginning) up to, and without, `toDays` before it. */
export interface WindowSpan {
  readonly fromDays: number | null;
  readonly toDays: number;
}

export interface Combination {
  readonly how: 'copy' | 'quotient' | 'shareOfSum' | 'log' | 'perDay';
  readonly slot: number;
  readonly left: number;
  /** The slot that divides; for `perDay` the number of days. */
  readonly right: number;
}

/** Whatever is not counted is missing; these are 0 where there is nothing. */
export const zeroWhenNone: ReadonlySet<AggregateName> = new Set<AggregateName>([
  'count',
  'counterparties',
  'newCounterparties',
  'activeDays',
  'longestStreak',
]);

/** A figure of one look at one window, before it has a slot. */
interface Primitive {
  readonly indicator: Indicator;
  readonly aggregate: PrimitiveName;
  readonly fromDays: number | null;
  readonly toDays: number;
}

export function planOf(indicators: readonly Indicator[]): Plan {
  const planner = new Planner(indicators.length);
  indicators.forEach((indicator, slot) => planner.add(indicator, slot));
  return planner.plan();
}

const daysPerYear = 365;

class Planner {
  private readonly slots = new Map<string, number>();
  private readonly primitives: { readonly primitive: Primitive; readonly slot: number }[] = [];
  private readonly combinations: Combination[] = [];
  private slotCount: number;

  constructor(private readonly outputs: number) {
    this.slotCount = outputs;
  }

  add(indicator: Indicator, slot: number): void {
    const { aggregate, windowDays, lagDays, againstDays, transform } = indicator;
    const here = (name: PrimitiveName, of = indicator): Primitive => this.span(of, name, windowDays, lagDays);
    if (aggregate === 'countShare' || aggregate === 'sumShare') {
      const whole = { ...indicator, direction: null, channel: null, fields: [], conditions: [] };
      const name = aggregate === 'countShare' ? 'count' : 'sum';
      const how = aggregate === 'countShare' ? 'quotient' : 'shareOfSum';
      this.combine(how, slot, this.hidden(here(name)), this.hidden(here(name, whole)), transform);
    } else if (isRatio(aggregate)) {
      const name = primitiveOf[aggregate];
      const lag = lagDays + (aggregate.endsWith('YearRatio') ? daysPerYear : (windowDays ?? 0));
      const before = this.span(indicator, name, windowDays, lag);
      this.combine('quotient', slot, this.hidden(here(name)), this.hidden(before), transform);
    } else if (againstDays !== undefined) {
      const against = this.span(indicator, aggregate, againstDays, 0);
      this.combine('quotient', slot, this.hidden(here(aggregate)), this.hidden(against), null);
    } else if (transform === null) this.direct(here(aggregate), slot);
    else this.transform(transform, slot, this.hidden(here(aggregate)), windowDays ?? 1);
  }

  plan(): Plan {
    const windows = new Windows(this.primitives.map(({ primitive }) => primitive));
    const nothing = new Float64Array(this.slotCount).fill(Number.NaN);
    const kinds = new Map<string, { atoms: AtomTable; filters: Map<string, FilterDraft> }>();
    for (const { primitive, slot } of this.primitives) {
      const { indicator, aggregate } = primitive;
      if (zeroWhenNone.has(aggregate)) nothing[slot] = 0;
      const kind = kinds.get(indicator.kind) ?? { atoms: new AtomTable(), filters: new Map() };
      kinds.set(indicator.kind, kind);
      const filterKey = formatFilter(indicator);
      const filter = kind.filters.get(filterKey) ?? {
        atoms: atomsOf(indicator).map((atom) => kind.atoms.place(atom)),
        series: new Map(),
      };
      kind.filters.set(filterKey, filter);
      const measure = measureOf(primitive);
      const requests = filter.series.get(measure) ?? [];
      filter.series.set(measure, requests);
      requests.push({ aggregate, grouping: indicator.grouping, window: windows.place(primitive), slot });
    }
    return {
      kinds: [...kinds].map(([kind, { atoms, filters }]) => ({
        kind,
        atoms: atoms.atoms,
        filters: [...filters.values()].map(({ atoms: places, series }) => ({
          atoms: places,
          series: [...series].map(([measure, requests]) => seriesPlan(measure, requests)),
        })),
      })),
      windows: windows.spans,
      combinations: this.combinations,
      nothing,
    };
  }

  private span(
    indicator: Indicator,
    aggregate: PrimitiveName,
    windowDays: number | null,
    lagDays: number,
  ): Primitive {
    const fromDays = windowDays === null ? null : windowDays + lagDays;
    return { indicator, aggregate, fromDays, toDays: lagDays };
  }

  /** A second name of the same figure (the list may hold one twice) is a copy. */
  private direct(primitive: Primitive, slot: number): void {
    const key = keyOf(primitive);
    const known = this.slots.get(key);
    if (known !== undefined) {
      this.combinations.push({ how: 'copy', slot, left: known, right: known });
      return;
    }
    this.slots.set(key, slot);
    this.primitives.push({ primitive, slot });
  }

  private hidden(primitive: Primitive): number {
    const known = this.slots.get(keyOf(primitive));
    if (known !== undefined) return known;
    const slot = this.slotCount;
    this.slotCount += 1;
    this.slots.set(keyOf(primitive), slot);
    this.primitives.push({ primitive, slot });
    return slot;
  }

  private combine(
    how: Combination['how'],
    slot: number,
    left: number,
    right: number,
    transform: Indicator['transform'],
  ): void {
    this.combinations.push({ how, slot, left, right });
    if (transform !== null) this.transform(transform, slot, slot, 1);
  }

  private transform(how: 'log' | 'perDay', slot: number, left: number, right: number): void {
    this.combinations.push({ how, slot, left, right });
  }
}

interface FilterDraft {
  readonly atoms: readonly number[];
  readonly series: Map<string | null | undefined, PrimitiveRequest[]>;
}

const primitiveOf = {
  countRatio: 'count',
  sumRatio: 'sum',
  meanRatio: 'mean',
  countYearRatio: 'count',
  sumYearRatio: 'sum',
} as const;

function isRatio(aggregate: AggregateName): aggregate is keyof typeof primitiveOf {
  return Object.hasOwn(primitiveOf, aggregate);
}

function measureOf({ indicator, aggregate }: Primitive): string | null | undefined {
  const { measured } = aggregateDefinition(aggregate);
  return !measured || indicator.grouping?.inner === 'count' ? undefined : indicator.measure;
}

function keyOf(primitive: Primitive): string {
  const { indicator, aggregate, fromDays, toDays } = primitive;
  const group = indicator.grouping === null ? '' : formatGrouping(indicator.grouping);
  const measure = measureOf(primitive);
  const label = measure === undefined ? 'events' : measure === null ? 'amount' : `field ${measure}`;
  return `${formatFilter(indicator)} ${group} ${aggregate} ${fromDays} ${toDays} ${label}`;
}

function seriesPlan(measure: string | null | undefined, requests: readonly PrimitiveRequest[]): SeriesPlan {
  const windows = Int32Array.from(new Set(requests.map(({ window }) => window))).sort();
  return { measure, windows, requests };
}

function atomsOf({ direction, channel, fields, conditions }: Indicator): Atom[] {
  return [
    ...(direction === null ? [] : [{ what: 'direction', direction } as const]),
    ...(channel === null ? [] : [{ what: 'channel', channel } as const]),
    ...fields.map(({ field, value }) => ({ what: 'field', field, value }) as const),
    ...conditions,
  ];
}

class AtomTable {
  readonly atoms: Atom[] = [];
  private readonly places = new Map<string, number>();

  place(atom: Atom): number {
    const key = JSON.stringify(atom);
    let place = this.places.get(key);
    if (place === undefined) {
      place = this.atoms.length;
      this.atoms.push(atom);
      this.places.set(key, place);
    }
    return place;
  }
}

/** Windows in order: by where they end, nearest first, then by length, the shortest first. */
class Windows {
  readonly spans: WindowSpan[];
  private readonly places = new Map<string, number>();

  constructor(primitives: readonly WindowSpan[]) {
    const spans = new Map(
      primitives.map(({ fromDays, toDays }) => [`${fromDays} ${toDays}`, { fromDays, toDays }]),
    );
    this.spans = [...spans.values()].sort(
      (left, right) =>
        left.toDays - right.toDays || (left.fromDays ?? Infinity) - (right.fromDays ?? Infinity),
    );
    this.spans.forEach(({ fromDays, toDays }, place) => this.places.set(`${fromDays} ${toDays}`, place));
  }

  place({ fromDays, toDays }: WindowSpan): number {
    return this.places.get(`${fromDays} ${toDays}`) ?? 0;
  }
}
