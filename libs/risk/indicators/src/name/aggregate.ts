import type { AggregateDefinition } from './aggregate-definition.js';
import { aggregatesOfComparison } from './aggregates-of-comparison.js';
import { aggregatesOfEvents } from './aggregates-of-events.js';
import { aggregatesOfValues } from './aggregates-of-values.js';

export type { AggregateDefinition, AggregateUnit } from './aggregate-definition.js';

/**
 * Every aggregate with its meaning. A word here is part of names that banks have stored: add, never rename.
 * Deviations are of the population; quantiles interpolate linearly (type 7 of Hyndman and Fan, 1996).
 */
const aggregates = { ...aggregatesOfEvents, ...aggregatesOfValues, ...aggregatesOfComparison };

export type AggregateName = keyof typeof aggregates;

/** Those whose figure comes from one look at one window, and not from two such figures. */
export type PrimitiveName = Exclude<AggregateName, keyof typeof aggregatesOfComparison>;

export const aggregateNames = Object.keys(aggregates) as AggregateName[];

export function aggregateDefinition(name: AggregateName): AggregateDefinition {
  return aggregates[name];
}

export function isAggregate(word: string): word is AggregateName {
  return Object.hasOwn(aggregates, word);
}
