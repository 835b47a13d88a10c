import type { Network } from '../graph/network.js';

/**
 * The weakly connected component of every vertex (WCC of LDBC Graphalytics), named by its smallest vertex. Union–find that
 * halves paths and always hangs the larger vertex below the smaller.
 */
export function components(network: Network): Uint32Array {
  const { vertices, vertexAt, upStart, upTo } = network;
  const parent = Uint32Array.from({ length: vertices }, (_, vertex) => vertex);
  for (let rank = 0; rank < vertices; rank += 1) {
    let root = rootOf(parent, vertexAt[rank]!);
    for (let edge = upStart[rank]!; edge < upStart[rank + 1]!; edge += 1) {
      const other = rootOf(parent, vertexAt[upTo[edge]!]!);
      if (other === root) continue;
      parent[Math.max(root, other)] = Math.min(root, other);
      root = Math.min(root, other);
    }
  }
  for (let vertex = 0; vertex < vertices; vertex += 1) parent[vertex] = rootOf(parent, vertex);
  return parent;
}

function rootOf(parent: Uint32Array, vertex: number): number {
  let at = vertex;
  while (parent[at] !== at) {
    parent[at] = parent[parent[at]!]!;
    at = parent[at]!;
  }
  return at;
}
