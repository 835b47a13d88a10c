import type { SignalDefinition, SignalFamily } from './signal.js';
import { growthSignals } from './growth/growth-signals.js';
import { lendersSignals } from './lenders/lenders-signals.js';
import { networkSignals } from './network/network-signals.js';
import { placeSignals } from './place/place-signals.js';
import { wordsSignals } from './words/words-signals.js';

/** Every signal that there is, family by family. */
export const signalCatalogue: readonly SignalDefinition[] = [
  ...placeSignals,
  ...networkSignals,
  ...growthSignals,
  ...wordsSignals,
  ...lendersSignals,
];

const byName = new Map(signalCatalogue.map((each) => [each.name, each]));
const prefix = 'signals.';

export function isSignal(name: string): boolean {
  return byName.has(name);
}

/** Undefined where there is no signal of this name. */
export function signalNamed(name: string): SignalDefinition | undefined {
  return byName.get(name);
}

/** The signal that a model's characteristic names (`signals.place.safeShare`), or undefined for anything else. */
export function signalOf(characteristic: string): string | undefined {
  return characteristic.startsWith(prefix) ? characteristic.slice(prefix.length) : undefined;
}

/** The families of these signals, each once. */
export function familiesOf(names: readonly string[]): SignalFamily[] {
  return [...new Set(names.map((name) => name.slice(0, name.indexOf('.')) as SignalFamily))];
}
