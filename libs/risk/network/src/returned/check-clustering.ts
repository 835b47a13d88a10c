import { buildNetwork } from '../graph/build-network.js';
import { localClustering } from '../measure/clustering.js';
import { GrowingUint32 } from '../text/growing-array.js';
import type { ThreadOptions } from '../thread/run-kernel.js';
import {
  edgeCounts,
  sampleOf,
  type Checked,
  type Difference,
  type ReturnedNetwork,
  type SampleOptions,
} from './returned-network.js';

/** Counts are whole numbers; only their quotient is rounded. */
const relativeTolerance = 1e-9;

const isSampled = 1;
const isNear = 2;

/**
 * Computes the coefficients of a sample again from the edges among the sampled vertices and their neighbours, in three walks.
 * Those of all vertices with fewer than two edges must be 0. Wrong values at a share p of the others pass with (1 − p)^sample.
 */
export async function checkClustering(
  network: ReturnedNetwork,
  values: Float64Array,
  options: SampleOptions & ThreadOptions,
): Promise<Checked> {
  const counts = await edgeCounts(network);
  for (let vertex = 0; vertex < network.vertices; vertex += 1) {
    if (counts[vertex]! < 2 && values[vertex] !== 0)
      return { recomputed: vertex, difference: { vertex, got: values[vertex]!, expected: 0 } };
  }
  const sample = sampleOf(counts, 2, options);
  const coefficientOf = await recompute(network, sample, options);
  let difference: Difference | undefined;
  for (const vertex of sample) {
    const [got, expected] = [values[vertex]!, coefficientOf(vertex)];
    // Also true where one is no number.
    if (!(Math.abs(got - expected) <= relativeTolerance * expected)) difference ??= { vertex, got, expected };
  }
  return { recomputed: sample.length, ...(difference === undefined ? {} : { difference }) };
}

/** What neighbours of the sampled vertices have to do with others does not change the coefficients of the sampled. */
async function recompute(
  network: ReturnedNetwork,
  sample: Uint32Array,
  options: ThreadOptions,
): Promise<(vertex: number) => number> {
  const marks = await markSurroundings(network, sample);
  const numberOf = new Uint32Array(network.vertices);
  let vertices = 0;
  marks.forEach((mark, vertex) => {
    numberOf[vertex] = vertices;
    if (mark !== 0) vertices += 1;
  });
  const [from, to] = [new GrowingUint32(), new GrowingUint32()];
  for await (const edges of network.edges()) {
    for (let at = 0; at < edges.from.length; at += 1) {
      const [source, target] = [edges.from[at]!, edges.to[at]!];
      if (marks[source] === 0 || marks[target] === 0) continue;
      from.push(numberOf[source]!);
      to.push(numberOf[target]!);
    }
  }
  const { directed } = network;
  const around = buildNetwork({ from: from.values(), to: to.values() }, { vertices, directed });
  const coefficients = await localClustering(around, options);
  return (vertex) => coefficients[numberOf[vertex]!]!;
}

async function markSurroundings(
  { vertices, edges }: ReturnedNetwork,
  sample: Uint32Array,
): Promise<Uint8Array> {
  const marks = new Uint8Array(vertices);
  for (const vertex of sample) marks[vertex] = isSampled;
  for await (const { from, to } of edges()) {
    for (let at = 0; at < from.length; at += 1) {
      const [source, target] = [from[at]!, to[at]!];
      if (marks[source]! & isSampled) marks[target]! |= isNear;
      if (marks[target]! & isSampled) marks[source]! |= isNear;
    }
  }
  return marks;
}
