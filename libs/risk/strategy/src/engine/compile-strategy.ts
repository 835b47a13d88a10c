import { createHash } from 'node:crypto';
import { Fault } from '@fanxing/kernel';
import { ZenEngine, type ZenEngineTrace } from '@gorules/zen-engine';
import { checkStrategy } from '../check/check-strategy.js';
import { compileGraph, type CompiledGraph } from '../compiled/compile-graph.js';
import { adopt, PlainValues } from '../compiled/plain-value.js';
import type { Jdm } from '../jdm.js';
import { BeyondCompiler } from '../language/beyond-compiler.js';
import { StrategyStop } from '../language/strategy-stop.js';
import { engineMessage } from './engine-message.js';
import { magnitudes, plainInput } from './plain-input.js';

export interface CompiledStrategy {
  /** SHA-256 of what the strategy says; where its nodes stand in an editor does not count. */
  readonly fingerprint: string;
  /**
   * Runs the strategy on one input. The same input always gives the same result and trace. Fails with INPUT_INVALID
   * where a value is not one that a decision can be made on, and with STRATEGY_INVALID where the strategy stops. Throws
   * StrategyOverrun where `isOver` cuts it off.
   */
  evaluate(input: Readonly<Record<string, unknown>>, options?: EvaluateOptions): Promise<StrategyResult>;
  /** Why the format's own engine runs it, or null where it is compiled. */
  readonly notCompiled: string | null;
}

export interface EvaluateOptions {
  /** False: without a trace, which takes most of the time where many rows hit. */
  readonly trace?: boolean;
  /**
   * Asked now and then while a compiled strategy runs: whether its time is over. What runs on the engine does so beside this
   * thread and can not be asked to end; whoever does not wait for it any more holds a clock against the promise.
   */
  readonly isOver?: () => boolean;
}

export interface StrategyResult {
  readonly result: Readonly<Record<string, unknown>>;
  /** The nodes in the order in which they ran. */
  readonly trace: readonly StrategyStep[];
}

export interface StrategyStep {
  readonly node: string;
  readonly name: string;
  readonly output: unknown;
  /** For a table: which rows hit, and the values that they looked at. */
  readonly details: unknown;
}

/**
 * Prepares a JDM document. Fails with STRATEGY_INVALID, which names the first problem that the check finds, and `path`
 * where the document is part of an input.
 */
export function compileStrategy(json: unknown, path?: string): CompiledStrategy {
  const [first, ...others] = checkStrategy(json).problems;
  if (first) {
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    const node = first.node === null ? '' : `node ${first.node}: `;
    refuse(`${node}${first.message.replace(/\.$/, '')}${more}`, path);
  }
  const jdm = json as Jdm;
  const fingerprint = fingerprintOf(jdm);
  const compiled = compileGraph(jdm);
  return compiled instanceof BeyondCompiler
    ? { fingerprint, notCompiled: compiled.message, evaluate: onEngine(jdm) }
    : { fingerprint, notCompiled: null, evaluate: onCompiled(compiled) };
}

function onCompiled(graph: CompiledGraph): CompiledStrategy['evaluate'] {
  return async (input, { trace = true, isOver } = {}) => {
    const given = adopt(plainInput(input));
    try {
      const { result, steps } = graph.run(given, trace, isOver);
      const plain = new PlainValues();
      return {
        result: resultOf(plain.of(result)),
        trace: steps.map(({ node, name, output, details }) => ({
          node,
          name,
          output: plain.of(output),
          details: plain.of(details),
        })),
      };
    } catch (error) {
      if (error instanceof StrategyStop) refuse(`it stopped: ${error.message}`);
      throw error;
    }
  };
}

function onEngine(jdm: Jdm): CompiledStrategy['evaluate'] {
  const decision = engine().createDecision(jdm);
  return async (input, { trace: withTrace = true } = {}) => {
    const outcome = await decision.safeEvaluate(plainInput(input, magnitudes.engine), { trace: withTrace });
    if (!outcome.success) refuse(`it stopped: ${engineMessage(outcome.error)}`);
    const { result, trace } = outcome.data;
    return { result: resultOf(result), trace: stepsOf(trace ?? {}) };
  };
}

let shared: ZenEngine | undefined;

/** One native engine serves all strategies; it loads no files and calls nothing, so it holds no state of theirs. */
function engine(): ZenEngine {
  shared ??= new ZenEngine();
  return shared;
}

function resultOf(result: unknown): Record<string, unknown> {
  if (typeof result !== 'object' || result === null || Array.isArray(result)) {
    refuse('its output is not an object');
  }
  return result as Record<string, unknown>;
}

/** How long a node took is left out: it would make two runs of one decision differ. */
function stepsOf(trace: Readonly<Record<string, ZenEngineTrace>>): StrategyStep[] {
  return Object.values(trace)
    .sort((left, right) => left.order - right.order)
    .map(({ id, name, output, traceData }) => ({ node: id, name, output, details: traceData ?? null }));
}

function fingerprintOf({ nodes, edges }: Jdm): string {
  const meaning = { nodes: nodes.map(({ position: _, ...node }) => node), edges };
  return createHash('sha256').update(canonicalText(meaning)).digest('hex');
}

/** JSON with the keys of every object in order, so that a file that was written anew has the same fingerprint. */
function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1)))
      : part,
  );
}

function refuse(problem: string, path?: string): never {
  throw new Fault('STRATEGY_INVALID', { problem }, path);
}
