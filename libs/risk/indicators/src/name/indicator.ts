import type { EventDirection } from '../event.js';
import type { AggregateName } from './aggregate.js';

/** What a name says, taken apart. `null` in a filter means: not filtered. */
export interface Indicator {
  readonly kind: string;
  readonly direction: EventDirection | null;
  readonly channel: string | null;
  /** Text fields that must hold a value, in the order of their names, each field once. */
  readonly fields: readonly FieldFilter[];
  /** A numeric field, or null for the amount (and for aggregates that measure nothing). */
  readonly measure: string | null;
  readonly aggregate: AggregateName;
  /** How many days of 24 hours before the decision, or null for the whole history. */
  readonly windowDays: number | null;
}

export interface FieldFilter {
  readonly field: string;
  readonly value: string;
}

export function isFiltered(indicator: Indicator): boolean {
  return indicator.direction !== null || indicator.channel !== null || indicator.fields.length > 0;
}
