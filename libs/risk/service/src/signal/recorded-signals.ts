import type { SignalFigures, SignalParts } from './signal.js';

/** The signals that a decision's record holds; none where its rules named none. */
export function recordedSignals(values: unknown): SignalFigures {
  return (values as { readonly signals?: SignalFigures }).signals ?? {};
}

/** What they are made of, as far as that was recorded. */
export function recordedParts(values: unknown): SignalParts {
  return (values as { readonly signalParts?: SignalParts }).signalParts ?? {};
}
