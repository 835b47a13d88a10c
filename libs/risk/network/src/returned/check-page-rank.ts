import { edgeCounts, type Checked, type ReturnedNetwork } from './returned-network.js';

export interface PageRankCheckOptions {
  readonly damping: number;
  /** How far one more iteration may move all values together. */
  readonly tolerance: number;
}

/**
 * Makes one more iteration with all values, in two walks, and looks how far they move altogether. An iteration brings any two
 * vectors nearer to each other by the damping at least, so that what moves by less than the tolerance t is within t / (1 − damping)
 * of the one vector that stands still, over all vertices together, however it was computed.
 */
export async function checkPageRank(
  network: ReturnedNetwork,
  values: Float64Array,
  { damping, tolerance }: PageRankCheckOptions,
): Promise<Checked> {
  const { vertices, directed } = network;
  const outDegrees = directed ? await outDegreesOf(network) : await edgeCounts(network);
  const drawn = await drawnBy(network, values, outDegrees);
  let nowhere = 0;
  for (let vertex = 0; vertex < vertices; vertex += 1)
    if (outDegrees[vertex] === 0) nowhere += values[vertex]!;
  let [moved, farthest, vertex] = [0, -1, 0];
  for (let at = 0; at < vertices; at += 1) {
    const distance = Math.abs(after(at) - values[at]!);
    moved += distance;
    if (distance > farthest) [farthest, vertex] = [distance, at];
  }
  if (moved <= tolerance) return { recomputed: vertices };
  return { recomputed: vertices, difference: { vertex, got: values[vertex]!, expected: after(vertex) } };

  function after(at: number): number {
    return (1 - damping) / vertices + damping * (drawn[at]! + nowhere / vertices);
  }
}

async function outDegreesOf({ vertices, edges }: ReturnedNetwork): Promise<Uint32Array> {
  const degrees = new Uint32Array(vertices);
  for await (const { from } of edges()) for (let at = 0; at < from.length; at += 1) degrees[from[at]!]! += 1;
  return degrees;
}

/** By vertex: what those that lead to it give to it. */
async function drawnBy(
  { vertices, directed, edges }: ReturnedNetwork,
  values: Float64Array,
  outDegrees: Uint32Array,
): Promise<Float64Array> {
  const drawn = new Float64Array(vertices);
  for await (const { from, to } of edges()) {
    for (let at = 0; at < from.length; at += 1) {
      const [source, target] = [from[at]!, to[at]!];
      drawn[target]! += values[source]! / outDegrees[source]!;
      if (!directed) drawn[source]! += values[target]! / outDegrees[target]!;
    }
  }
  return drawn;
}
