/** What an aggregate's figure counts in: the measure's own unit, that unit a day, or a unit of its own. */
export type AggregateUnit =
  | 'measure'
  | 'measure a day'
  | 'events'
  | 'counterparties'
  | 'days'
  | 'share'
  | 'ratio'
  | 'bits'
  | 'hour of the day'
  | 'weekday';

export interface AggregateDefinition {
  /** False where the figure is about the events themselves and a measure would have no meaning. */
  readonly measured: boolean;
  readonly unit: AggregateUnit;
  /** True where the figure compares with all events of the kind, and so needs a filter to mean anything. */
  readonly needsFilter?: true;
  /** True where the figure looks before the window as well, and so needs a window that begins somewhere. */
  readonly needsWindow?: true;
  /** True where the figure tells incoming from outgoing events itself. */
  readonly needsBothDirections?: true;
  /** True where the figure is a comparison already, which no other window divides. */
  readonly compares?: true;
  readonly en: string;
  readonly zh: string;
  /** How it is worked out, so that anybody can: n events, values v, moments t. */
  readonly formula: string;
  readonly missing: string;
}

type More = Partial<AggregateDefinition>;

const noEvent = 'missing (null) when no event in the window has the measure';

export function measured(en: string, zh: string, formula: string, more: More = {}): AggregateDefinition {
  return { measured: true, unit: 'measure', en, zh, formula, missing: noEvent, ...more };
}

export function unmeasured(
  unit: AggregateUnit,
  en: string,
  zh: string,
  formula: string,
  more: More & { readonly missing: string },
): AggregateDefinition {
  return { measured: false, unit, en, zh, formula, ...more };
}
