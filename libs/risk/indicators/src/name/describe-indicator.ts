import { aggregateDefinition, type AggregateUnit } from './aggregate.js';
import type { Indicator } from './indicator.js';
import { parseIndicator } from './parse-indicator.js';

export interface IndicatorDescription {
  readonly name: string;
  readonly meaning: string;
  readonly meaningZh: string;
  /** What the figure counts in; money is in major units of the borrower's currency. */
  readonly unit: string;
  /** What the figure is when there is nothing to compute it from. */
  readonly missing: string;
}

/** Says in words what a name means. Fails with INDICATOR_UNKNOWN. */
export function describeIndicator(name: string): IndicatorDescription {
  const indicator = parseIndicator(name);
  const { unit, missing } = aggregateDefinition(indicator.aggregate);
  return {
    name,
    meaning: meaning(indicator),
    meaningZh: meaningZh(indicator),
    unit: unitText(unit, indicator.measure),
    missing,
  };
}

function meaning(indicator: Indicator): string {
  const { en, measured } = aggregateDefinition(indicator.aggregate);
  const measure = measured
    ? ` of the ${indicator.measure === null ? 'amount' : `field ${indicator.measure}`}`
    : '';
  const direction =
    indicator.direction === null ? '' : indicator.direction === 'in' ? 'incoming ' : 'outgoing ';
  const channel = indicator.channel === null ? '' : ` through the channel ${indicator.channel}`;
  const fields = indicator.fields.map(({ field, value }) => ` with ${field} "${value}"`).join(' and');
  const window =
    indicator.windowDays === null
      ? 'in the whole history'
      : `in the ${indicator.windowDays} days (of 24 hours)`;
  return `${en}${measure} of ${direction}${indicator.kind} events${channel}${fields} ${window} before the decision`;
}

function meaningZh(indicator: Indicator): string {
  const { zh, measured } = aggregateDefinition(indicator.aggregate);
  const window =
    indicator.windowDays === null ? '决策前全部历史中' : `决策前${indicator.windowDays}天（每天24小时）内`;
  const fields = indicator.fields.map(({ field, value }) => `${field} 为“${value}”、`).join('');
  const channel = indicator.channel === null ? '' : `渠道为“${indicator.channel}”、`;
  const direction = indicator.direction === null ? '' : indicator.direction === 'in' ? '流入的 ' : '流出的 ';
  const measure = !measured ? '' : indicator.measure === null ? '金额' : `字段 ${indicator.measure} `;
  const filters = `${channel}${fields}`.replace(/、$/, '的');
  return `${window}，${filters}${direction}${indicator.kind} 事件的${measure}${zh}`;
}

function unitText(unit: AggregateUnit, measure: string | null): string {
  if (unit !== 'measure' && unit !== 'measure a day') return unit;
  const base = measure === null ? 'money in major units' : `unit of ${measure}`;
  return unit === 'measure' ? base : `${base}, a day`;
}
