import type { Jdm, JdmNode } from '../jdm.js';
import { problem, type StrategyProblem } from './problem.js';

const kinds = ['inputNode', 'outputNode', 'decisionTableNode', 'expressionNode', 'switchNode'];

/** Kinds of the format that would run foreign code, reach the network or load another file. */
const refusedKinds = new Set(['functionNode', 'customNode', 'decisionNode']);

/** Nodes and edges as a whole: one way in, a way out, nothing loose, no way round in a circle. */
export function checkGraph(jdm: Jdm): StrategyProblem[] {
  const twice = repeated(jdm.nodes.map(({ id }) => id)).map((id) => problem('NODE_TWICE', id, { id }));
  const dangling = danglingEdges(jdm);
  const found = [...jdm.nodes.flatMap(checkKind), ...twice, ...checkEnds(jdm), ...dangling];
  return dangling.length > 0 ? found : [...found, ...checkPaths(jdm)];
}

function checkKind({ id, type }: JdmNode): StrategyProblem[] {
  if (refusedKinds.has(type)) return [problem('NODE_KIND_REFUSED', id, { kind: type })];
  return kinds.includes(type)
    ? []
    : [problem('NODE_KIND_UNKNOWN', id, { kind: type, known: kinds.join(', ') })];
}

function checkEnds({ nodes }: Jdm): StrategyProblem[] {
  const inputs = nodes.filter(({ type }) => type === 'inputNode');
  const found: StrategyProblem[] = [];
  if (inputs.length === 0) found.push(problem('INPUT_MISSING', null));
  if (inputs.length > 1) found.push(problem('INPUT_TWICE', inputs[1]?.id ?? null));
  if (!nodes.some(({ type }) => type === 'outputNode')) found.push(problem('OUTPUT_MISSING', null));
  return found;
}

function danglingEdges({ nodes, edges }: Jdm): StrategyProblem[] {
  const ids = new Set(nodes.map(({ id }) => id));
  return edges.flatMap(({ id, sourceId, targetId }) =>
    [sourceId, targetId]
      .filter((end) => !ids.has(end))
      .map((end) => problem('EDGE_DANGLING', null, { edge: id, id: end })),
  );
}

function checkPaths(jdm: Jdm): StrategyProblem[] {
  const targets = new Map<string, string[]>();
  for (const { sourceId, targetId } of jdm.edges) {
    targets.set(sourceId, [...(targets.get(sourceId) ?? []), targetId]);
  }
  const input = jdm.nodes.find(({ type }) => type === 'inputNode');
  const reached = reachableFrom(input ? [input.id] : [], targets);
  return jdm.nodes.flatMap(({ id }) => {
    if (reachableFrom(targets.get(id) ?? [], targets).has(id)) return [problem('GRAPH_CYCLE', id)];
    return input && !reached.has(id) ? [problem('NODE_UNREACHABLE', id)] : [];
  });
}

function reachableFrom(
  start: readonly string[],
  targets: ReadonlyMap<string, readonly string[]>,
): Set<string> {
  const reached = new Set<string>();
  const waiting = [...start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    waiting.push(...(targets.get(id) ?? []));
  }
  return reached;
}

function repeated(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  return [...new Set(texts.filter((text) => seen.has(text) || !seen.add(text)))];
}
