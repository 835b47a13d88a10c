import { aggregateDefinition } from './aggregate.js';
import { describeIndicator, type IndicatorDescription } from './describe-indicator.js';
import { formatCondition } from './condition.js';
import { formatGrouping } from './grouping.js';
import { parseIndicator } from './parse-indicator.js';
import { formatWindow } from './window.js';

/** All that somebody else needs to compute an indicator with tools of their own. */
export interface IndicatorExplanation extends IndicatorDescription {
  readonly definition: IndicatorDefinition;
}

export interface IndicatorDefinition {
  readonly kind: string;
  readonly direction: string | null;
  readonly channel: string | null;
  readonly fields: Readonly<Record<string, string>>;
  readonly conditions: readonly string[];
  /** `amount`, the name of a numeric field, or null where the figure is about the events themselves. */
  readonly measure: string | null;
  readonly grouping: string | null;
  readonly aggregate: string;
  readonly formula: string;
  readonly transform: string | null;
  readonly window: string;
  readonly rules: readonly string[];
}

const rules = [
  'Only events strictly before the moment asked about count; a window of 30d is [moment − 30 × 24 h, moment).',
  'Events stand in the order of their moment, then of their id.',
  'Amounts count in the currency asked for, else in the one that most of the past amounts are in (of equals the first by letters); an amount without a currency counts; amounts in another do not.',
  'An event without the measure is no figure: n, v and t are then of the events that have it.',
  'Local time is UTC+08:00 unless another offset is asked for; weeks begin on Monday.',
];

/** Fails with INDICATOR_UNKNOWN. */
export function explainIndicator(name: string): IndicatorExplanation {
  const indicator = parseIndicator(name);
  const { measured, formula } = aggregateDefinition(indicator.aggregate);
  return {
    ...describeIndicator(name),
    definition: {
      kind: indicator.kind,
      direction: indicator.direction,
      channel: indicator.channel,
      fields: Object.fromEntries(indicator.fields.map(({ field, value }) => [field, value])),
      conditions: indicator.conditions.map(formatCondition),
      measure: measured ? (indicator.measure ?? 'amount') : null,
      grouping: indicator.grouping === null ? null : formatGrouping(indicator.grouping),
      aggregate: indicator.aggregate,
      formula,
      transform: indicator.transform,
      window: formatWindow(indicator),
      rules,
    },
  };
}
