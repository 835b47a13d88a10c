import { DisjointSets } from '../graph/disjoint-sets.js';
import type { Network } from '../graph/network.js';

/** The weakly connected component of every vertex (WCC of LDBC Graphalytics), named by its smallest vertex. */
export function components(network: Network): Uint32Array {
  const { vertices, vertexAt, upStart, upTo } = network;
  const sets = new DisjointSets(vertices);
  for (let rank = 0; rank < vertices; rank += 1) {
    let root = vertexAt[rank]!;
    for (let edge = upStart[rank]!; edge < upStart[rank + 1]!; edge += 1)
      root = sets.unite(root, vertexAt[upTo[edge]!]!);
  }
  return sets.roots();
}
