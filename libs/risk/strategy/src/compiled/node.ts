import type { RunLimits } from '../language/run-limits.js';
import type { Value } from '../language/value.js';

/** One node of a graph, ready to run. */
export interface CompiledNode {
  readonly id: string;
  readonly name: string;
  run(run: Run): NodeResult;
}

export interface NodeResult {
  readonly output: Value;
  /** For the trace, where one is asked for. */
  readonly details?: Value | undefined;
  /** For a switch: the branches that are taken. */
  readonly branches?: ReadonlySet<string>;
}

/** What one run of a strategy hands to a node. */
export interface Run {
  readonly input: Value;
  readonly withTrace: boolean;
  readonly limits: RunLimits;
}
