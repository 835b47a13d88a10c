import { toEpochMs, type Instant } from '@fanxing/kernel';
import type { IndicatorEvent } from '../event.js';
import type { Condition } from '../name/condition.js';
import type { Indicator } from '../name/indicator.js';
import { naiveFigure, wall, type Figures } from './naive-figure.fixture.js';

const dayMs = 86_400_000;

export function oldestFirst(events: readonly IndicatorEvent[]): IndicatorEvent[] {
  return [...events].sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.id < b.id ? -1 : 1));
}

/** Of events that stand {@link oldestFirst}. The definition, read off word by word: no sharing, no sorting beyond need, sums in whole minor units. */
export function scan(indicator: Indicator, events: readonly IndicatorEvent[], asOf: Instant): number | null {
  const { windowDays, lagDays, againstDays, transform } = indicator;
  const end = toEpochMs(asOf) - lagDays * dayMs;
  const begin = windowDays === null ? -Infinity : end - windowDays * dayMs;
  const figure = compared(indicator, events, begin, end);
  if (againstDays !== undefined) {
    const against = naiveFigure(
      indicator,
      figuresOf(indicator, events, againstDays === null ? -Infinity : end - againstDays * dayMs, end),
    );
    return quotient(figure, against);
  }
  if (figure === null || transform === null) return figure;
  if (transform === 'perDay') return figure / (windowDays ?? Number.NaN);
  return figure < 0 ? -Math.log(1 - figure) : Math.log(1 + figure);
}

function compared(
  indicator: Indicator,
  events: readonly IndicatorEvent[],
  begin: number,
  end: number,
): number | null {
  const { aggregate } = indicator;
  const here = figuresOf(indicator, events, begin, end);
  const what = /^(count|sum|mean)(Share|Ratio|YearRatio)$/.exec(aggregate);
  if (!what) return naiveFigure(indicator, here);
  const primitive = { ...indicator, aggregate: what[1] as 'count' | 'sum' | 'mean' };
  if (what[2] === 'Share') {
    const whole = { ...primitive, direction: null, channel: null, fields: [], conditions: [] };
    return quotient(
      naiveFigure(primitive, here) ?? 0,
      naiveFigure(whole, figuresOf(whole, events, begin, end)),
    );
  }
  const back = what[2] === 'Ratio' ? end - begin : 365 * dayMs;
  const before = figuresOf(indicator, events, begin - back, end - back);
  return quotient(naiveFigure(primitive, here), naiveFigure(primitive, before));
}

function quotient(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : part / whole;
}

function figuresOf(
  indicator: Indicator,
  events: readonly IndicatorEvent[],
  begin: number,
  end: number,
): Figures {
  const { measure } = indicator;
  const ofKind = events.filter((item) => item.kind === indicator.kind);
  const fitting = ofKind
    .filter((item) => indicator.direction === null || item.direction === indicator.direction)
    .filter((item) => indicator.channel === null || item.channel === indicator.channel)
    .filter((item) => indicator.fields.every(({ field, value }) => item.fields[field] === value))
    .filter((item) => indicator.conditions.every((condition) => satisfies(condition, item, ofKind)));
  const kept = fitting.filter((item) => Date.parse(item.at) >= begin && Date.parse(item.at) < end);
  const valueOf = (item: IndicatorEvent): number | null => {
    if (measure === null) return item.amountMinor === null ? null : Number(item.amountMinor) / 100;
    const value = item.fields[measure];
    return typeof value === 'number' ? value : null;
  };
  const row = (item: IndicatorEvent): Figures['events'][number] => ({
    ms: Date.parse(item.at),
    party: item.counterparty,
    direction: item.direction,
    value: valueOf(item) ?? 0,
  });
  return {
    end,
    events: kept.map(row),
    valued: kept.filter((item) => valueOf(item) !== null).map(row),
    partiesBefore: new Set(
      fitting.filter((item) => Date.parse(item.at) < begin).map((item) => item.counterparty),
    ),
  };
}

function satisfies(condition: Condition, item: IndicatorEvent, ofKind: readonly IndicatorEvent[]): boolean {
  const local = wall(Date.parse(item.at));
  switch (condition.what) {
    case 'hours': {
      const hour = local.getUTCHours();
      const { from, to } = condition;
      return from < to ? hour >= from && hour < to : hour >= from || hour < to;
    }
    case 'weekdays': {
      const weekday = local.getUTCDay() || 7;
      return weekday >= condition.from && weekday <= condition.to;
    }
    case 'monthdays':
      return local.getUTCDate() >= condition.from && local.getUTCDate() <= condition.to;
    case 'amount': {
      const amount = item.amountMinor === null ? Number.NaN : Number(item.amountMinor) / 100;
      return amount >= condition.from && (condition.to === null || amount < condition.to);
    }
    case 'counterparty': {
      if (item.counterparty === null) return false;
      const met = ofKind
        .slice(0, ofKind.indexOf(item))
        .some((other) => other.counterparty === item.counterparty);
      return met === (condition.is === 'known');
    }
  }
}
