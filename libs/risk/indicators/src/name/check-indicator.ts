import { aggregateDefinition, type AggregateName } from './aggregate.js';
import { groupingProblem } from './grouping.js';
import { isFiltered, type Indicator } from './indicator.js';

/** Figures that grow with the window, so that a figure a day means something. */
const growing = new Set<AggregateName>([
  'count',
  'sum',
  'netSum',
  'counterparties',
  'newCounterparties',
  'activeDays',
]);

/** Why the parts of a name mean nothing together, or undefined where they mean something. */
export function meaningProblem(indicator: Indicator): string | undefined {
  const { aggregate, windowDays, direction, measure } = indicator;
  const { measured, needsFilter, needsWindow, needsBothDirections } = aggregateDefinition(aggregate);
  if (!measured && measure !== null) return `${aggregate} measures no field`;
  if (needsFilter && !isFiltered(indicator)) return `${aggregate} without a filter is always 1`;
  if (needsWindow && windowDays === null) return `${aggregate} needs a window of days`;
  if (needsBothDirections && direction !== null)
    return `${aggregate} looks at both directions and can not be filtered by one`;
  return groupProblem(indicator) ?? comparisonProblem(indicator);
}

function groupProblem({ grouping, measure, aggregate }: Indicator): string | undefined {
  if (grouping === null) return undefined;
  if (grouping.inner === 'count' && measure !== null) return 'count measures no field';
  return groupingProblem(grouping, aggregate);
}

function comparisonProblem(indicator: Indicator): string | undefined {
  const { aggregate, againstDays, transform, windowDays } = indicator;
  const { compares, needsWindow } = aggregateDefinition(aggregate);
  if (againstDays !== undefined && compares) return `${aggregate} is a comparison already`;
  if (againstDays === null && needsWindow) return `${aggregate} needs a window of days`;
  if (againstDays !== undefined && transform !== null) return 'the ratio of two windows is not transformed';
  if (transform !== 'perDay') return undefined;
  if (!growing.has(aggregate) || indicator.grouping !== null)
    return `${aggregate} does not grow with the window`;
  return windowDays === null ? 'perDay needs a window of days' : undefined;
}
