import type { Contribution } from '@fanxing/risk-models';
import type { DecisionFigures } from '../decision/make-decision.js';
import type { UsedFigure } from '../generated/schema.js';
import type { FigureParts } from '../signal/signal.js';
import { figuresOfAll, meaningOfAttribute, meaningOfIndicator, meaningOfSignal } from './figure-meaning.js';

/** The values of a decision, as its record keeps them. */
export interface RecordedValues extends DecisionFigures {
  readonly probabilityOfBad: number;
  readonly score: number;
  readonly contributions: readonly Contribution[];
}

/** Every value with its meaning, and with what it added to the score where the model reads it. */
export function usedFigures(values: RecordedValues): UsedFigure[] {
  const contributions = new Map(values.contributions.map((one) => [one.characteristic, one]));
  const points = (characteristic: string) => {
    const contribution = contributions.get(characteristic);
    return { points: contribution?.points ?? null, bin: contribution?.bin ?? null, parts: null };
  };
  const nothing = { points: null, bin: null, parts: null };
  return [
    ...Object.entries(figuresOfAll).map(([name, meaning]) => ({
      name,
      value: values[name as keyof typeof figuresOfAll],
      ...meaning,
      ...nothing,
    })),
    ...Object.entries(values.indicators).map(([name, value]) => ({
      name: `indicators.${name}`,
      value,
      ...meaningOfIndicator(name),
      ...points(name),
    })),
    ...Object.entries(values.attributes).map(([name, value]) => ({
      name: `attributes.${name}`,
      value,
      ...meaningOfAttribute(name),
      ...points(`attributes.${name}`),
    })),
    ...Object.entries(values.signals ?? {}).map(([name, value]) => ({
      name: `signals.${name}`,
      value,
      ...meaningOfSignal(name),
      ...points(`signals.${name}`),
      parts: shownParts(values.signalParts?.[name]),
    })),
  ];
}

function shownParts(parts: FigureParts | undefined): UsedFigure['parts'] {
  return parts ? { ...parts, parts: [...parts.parts] } : null;
}
