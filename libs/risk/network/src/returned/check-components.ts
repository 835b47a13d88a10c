import { DisjointSets } from '../graph/disjoint-sets.js';
import type { Checked, ReturnedNetwork } from './returned-network.js';

/** Computes the components of all vertices again: it takes one walk and 4 bytes a vertex. */
export async function checkComponents(
  { vertices, edges }: ReturnedNetwork,
  labels: Uint32Array,
): Promise<Checked> {
  const sets = new DisjointSets(vertices);
  for await (const { from, to } of edges()) {
    for (let at = 0; at < from.length; at += 1) sets.unite(from[at]!, to[at]!);
  }
  for (let vertex = 0; vertex < vertices; vertex += 1) {
    const expected = sets.rootOf(vertex);
    if (labels[vertex] !== expected)
      return { recomputed: vertex, difference: { vertex, got: labels[vertex]!, expected } };
  }
  return { recomputed: vertices };
}
