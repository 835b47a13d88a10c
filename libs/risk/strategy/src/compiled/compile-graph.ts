import type { Jdm, JdmNode } from '../jdm.js';
import { beyond, BeyondCompiler } from '../language/beyond-compiler.js';
import { turnsMax, type RunLimits } from '../language/run-limits.js';
import { StrategyStop } from '../language/strategy-stop.js';
import type { Value } from '../language/value.js';
import { compileExpressions } from './compile-expressions.js';
import { compileSwitch } from './compile-switch.js';
import { compileTable } from './compile-table.js';
import { GraphWalk, linksOf } from './graph-walk.js';
import { mergeAll } from './merge.js';
import type { CompiledNode } from './node.js';

/** A strategy as functions of this program, ready to run. */
export interface CompiledGraph {
  /** Throws StrategyOverrun when `isOver` says that its time is. */
  run(input: Value, withTrace: boolean, isOver?: () => boolean): GraphResult;
}

export interface GraphResult {
  readonly result: Value;
  readonly steps: readonly GraphStep[];
}

export interface GraphStep {
  readonly node: string;
  readonly name: string;
  readonly output: Value;
  readonly details: Value;
}

/**
 * Compiles a checked graph, or answers why the format's own engine must run it. The answers are the engine's, bit for
 * bit: the same order of nodes, the same merging of what comes together, the same trace.
 */
export function compileGraph(jdm: Jdm): CompiledGraph | BeyondCompiler {
  try {
    return graphOf(jdm);
  } catch (error) {
    if (error instanceof BeyondCompiler) return error;
    throw error;
  }
}

function graphOf(jdm: Jdm): CompiledGraph {
  const pairs = jdm.edges.map(({ sourceId, targetId }) => JSON.stringify([sourceId, targetId]));
  if (new Set(pairs).size < pairs.length) beyond('two edges between the same nodes');
  if (hasDeadEnd(jdm)) beyond('a node that leads nowhere');
  if (handsOnList(jdm)) beyond('a list that another node is given');
  const nodes = jdm.nodes.map(compileNode);
  const links = linksOf(jdm);
  return {
    run(input, withTrace, isOver) {
      const limits: RunLimits = { turns: turnsMax, isOver };
      const outputs: Value[] = new Array<Value>(nodes.length).fill(null);
      const steps: GraphStep[] = [];
      const walk = new GraphWalk(links);
      for (let at = walk.next(); at !== undefined; at = walk.next()) {
        const { id, name, run } = nodes[at] as CompiledNode;
        const isStart = at === links.start;
        const given = isStart ? input : mergeAll(walk.sources(at).map((source) => outputs[source] ?? null));
        const { output, details = null, branches } = run({ input: given, withTrace, limits });
        outputs[at] = output;
        if (branches) walk.keep(at, branches);
        const isEnd = links.ends.has(at);
        if (withTrace) steps.push({ node: id, name, output: isEnd ? null : output, details });
        if (isEnd) return { result: given, steps };
      }
      throw new StrategyStop('no branch led to an output');
    },
  };
}

function compileNode(node: JdmNode): CompiledNode {
  const { id, name, type, content } = node;
  switch (type) {
    case 'inputNode':
    case 'outputNode':
      if (hasSchema(content)) return beyond('a schema in the node');
      return { id, name, run: ({ input }) => ({ output: input }) };
    case 'decisionTableNode':
      return compileTable(node);
    case 'expressionNode':
      return compileExpressions(node);
    case 'switchNode':
      return compileSwitch(node);
    default:
      return beyond(`a node of the kind ${type}`);
  }
}

/** The engine lays what such a node made over the result, if it happens to run before the output. */
function hasDeadEnd({ nodes, edges }: Jdm): boolean {
  const sources = new Set(edges.map(({ sourceId }) => sourceId));
  return nodes.some(({ id, type }) => type !== 'outputNode' && !sources.has(id));
}

/** What a collecting table without a path makes is a list in place of an object; the next node could read no field. */
function handsOnList({ nodes, edges }: Jdm): boolean {
  const ends = new Set(nodes.flatMap(({ id, type }) => (type === 'outputNode' ? [id] : [])));
  return nodes.some(({ id, type, content }) => {
    if (type !== 'decisionTableNode') return false;
    const { hitPolicy, outputPath } = content as { hitPolicy?: string; outputPath?: string | null };
    if (hitPolicy !== 'collect' || outputPath) return false;
    return edges.some(({ sourceId, targetId }) => sourceId === id && !ends.has(targetId));
  });
}

function hasSchema(content: unknown): boolean {
  return typeof content === 'object' && content !== null && 'schema' in content && Boolean(content.schema);
}
