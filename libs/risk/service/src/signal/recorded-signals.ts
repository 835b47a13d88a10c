import type { SignalFigures } from './signal.js';

/** The signals that a decision's record holds; none where its rules named none. */
export function recordedSignals(values: unknown): SignalFigures {
  return (values as { readonly signals?: SignalFigures }).signals ?? {};
}
