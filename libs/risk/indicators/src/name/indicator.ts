import type { EventDirection } from '../event.js';
import type { AggregateName } from './aggregate.js';
import type { Condition } from './condition.js';
import type { Grouping } from './grouping.js';

/** What a name says, taken apart. `null` in a filter means: not filtered. */
export interface Indicator {
  readonly kind: string;
  readonly direction: EventDirection | null;
  readonly channel: string | null;
  /** Text fields that must hold a value, in the order of their names, each field once. */
  readonly fields: readonly FieldFilter[];
  /** When, how large and with whom, in the order of {@link conditionNames}, each at most once. */
  readonly conditions: readonly Condition[];
  /** A numeric field, or null for the amount (and for aggregates that measure nothing). */
  readonly measure: string | null;
  /** Figures are first worked out for each day, week, month or counterparty; null: each event is a figure. */
  readonly grouping: Grouping | null;
  /** What is done with the figure at the end. */
  readonly transform: Transform | null;
  readonly aggregate: AggregateName;
  /** How many days of 24 hours, or null for the whole history. */
  readonly windowDays: number | null;
  /** How many days before the decision the window ends; 0: at the decision. */
  readonly lagDays: number;
  /** The figure is divided by that of this window (its days, or null for the whole history); undefined: by nothing. */
  readonly againstDays: number | null | undefined;
}

export interface FieldFilter {
  readonly field: string;
  readonly value: string;
}

/** `log` is sign(x) · ln(1 + |x|); `perDay` divides by the days of the window. */
export type Transform = (typeof transformNames)[number];

export const transformNames = ['log', 'perDay'] as const;

export function isFiltered(indicator: Indicator): boolean {
  const { direction, channel, fields, conditions } = indicator;
  return direction !== null || channel !== null || fields.length > 0 || conditions.length > 0;
}

/** All events of a kind, over their amounts and the whole history: what names are built up from. */
export const plainIndicator = {
  direction: null,
  channel: null,
  fields: [],
  conditions: [],
  measure: null,
  grouping: null,
  transform: null,
  windowDays: null,
  lagDays: 0,
  againstDays: undefined,
} as const satisfies Omit<Indicator, 'kind' | 'aggregate'>;
