import { Fault } from '@fanxing/kernel';
import type { DecisionRules } from '../decision/decision-rules.js';
import type { DecisionFigures } from '../decision/make-decision.js';
import type { WhatIfInput } from '../generated/schema.js';

type Changes = Pick<
  WhatIfInput,
  'attributes' | 'indicators' | 'signals' | 'eventCount' | 'daysSinceLastEvent'
>;

const textLengthMax = 256;

/**
 * Figures with some of them changed. A name that the rules do not read is refused rather than changed without any
 * effect, and so is a protected attribute. Fails with INPUT_INVALID at the place of what does not fit.
 */
export function changeFigures(
  figures: DecisionFigures,
  changes: Changes,
  { protectedAttributes }: Pick<DecisionRules, 'protectedAttributes'>,
): DecisionFigures {
  const { eventCount = null, daysSinceLastEvent } = changes;
  if (eventCount !== null && eventCount < 0) refuse('eventCount must be 0 or more', 'input.eventCount');
  if (typeof daysSinceLastEvent === 'number' && daysSinceLastEvent < 0)
    refuse('daysSinceLastEvent must be 0 or more', 'input.daysSinceLastEvent');
  const wanted = changesOf(changes.attributes, 'input.attributes');
  const named = Object.keys(wanted).find((name) => protectedAttributes.has(name));
  if (named !== undefined) refuse(`${named} is protected and decides nothing`, `input.attributes.${named}`);
  return {
    eventCount: eventCount ?? figures.eventCount,
    daysSinceLastEvent: daysSinceLastEvent === undefined ? figures.daysSinceLastEvent : daysSinceLastEvent,
    indicators: replaced(
      figures.indicators,
      changesOf(changes.indicators, 'input.indicators'),
      isFigure,
      'input.indicators',
    ),
    attributes: replaced(figures.attributes, wanted, isAttribute, 'input.attributes'),
    ...changedSignals(figures, changesOf(changes.signals, 'input.signals')),
  };
}

function changedSignals(
  { signals }: DecisionFigures,
  changes: Readonly<Record<string, unknown>>,
): Pick<DecisionFigures, 'signals'> {
  const changed = replaced(signals ?? {}, changes, isFigure, 'input.signals');
  return signals ? { signals: changed } : {};
}

function changesOf(given: unknown, path: string): Record<string, unknown> {
  if (given === undefined || given === null) return {};
  if (typeof given !== 'object' || Array.isArray(given))
    return refuse('it must be an object of names and values', path);
  return given as Record<string, unknown>;
}

function replaced<Value>(
  present: Readonly<Record<string, Value>>,
  changes: Readonly<Record<string, unknown>>,
  fits: (value: unknown) => value is Value,
  path: string,
): Record<string, Value> {
  const values = { ...present };
  for (const [name, value] of Object.entries(changes)) {
    const place = `${path}.${name.slice(0, 200)}`;
    if (!Object.hasOwn(present, name)) refuse(`${name.slice(0, 200)} is not read`, place);
    if (!fits(value)) refuse(`${name.slice(0, 200)} has a value of the wrong kind`, place);
    values[name] = value;
  }
  return values;
}

function isFigure(value: unknown): value is number | null {
  return value === null || (typeof value === 'number' && Number.isFinite(value));
}

function isAttribute(value: unknown): value is string | number | null {
  return isFigure(value) || (typeof value === 'string' && value.length <= textLengthMax);
}

function refuse(problem: string, path: string): never {
  throw new Fault('INPUT_INVALID', { problem }, path);
}
