/**
 * A simple graph in compressed sparse rows, ready for counting triangles and for worker threads.
 *
 * Vertices have two numbers. The *vertex* is what callers speak of: 0 … vertices − 1 in the order of ids. The *rank* is the place
 * by ascending degree (ties by vertex). Every pair of neighbours is stored once, at its lower rank, as an *edge* that leads up;
 * and once more, at its higher rank, as a reference down to that edge. So a hub, which has a high rank, has few edges that lead
 * up, and no list that leads up is longer than √(2 × edges).
 */
export interface Network {
  /** Whether `a b` and `b a` are two arcs. If not, every edge counts as both. */
  readonly directed: boolean;
  readonly vertices: number;
  /** Pairs of neighbours. */
  readonly edges: number;
  /** Ordered pairs: in an undirected network the same as `edges`. */
  readonly arcs: number;
  readonly rankOf: Uint32Array;
  readonly vertexAt: Uint32Array;
  /** By rank, one longer than there are vertices: where the list of neighbours of a higher rank begins. */
  readonly upStart: Uint32Array;
  /** By edge: the higher rank. Ascending within a list. */
  readonly upTo: Uint32Array;
  readonly downStart: Uint32Array;
  /** The lower rank. Ascending within a list. */
  readonly downFrom: Uint32Array;
  /** The edge that leads up from there to here. */
  readonly downEdge: Uint32Array;
  /** By edge, of a directed network only (else empty): {@link leadsUp}, {@link leadsDown} or both. */
  readonly directions: Uint8Array;
  /** Two an edge, or empty: the summed weight of what leads up, then of what leads down. */
  readonly weights: Float64Array;
}

export const leadsUp = 1;
export const leadsDown = 2;

/** Vertices are numbered below 2²⁶ (67 million), so that a pair of them is an exact float and a packed one fits 32 bits. */
export const verticesMax = 2 ** 26;

/** How many accounts a vertex has to do with, whichever way and however often. */
export function degreeAt(network: Network, rank: number): number {
  const { upStart, downStart } = network;
  return upStart[rank + 1]! - upStart[rank]! + (downStart[rank + 1]! - downStart[rank]!);
}

/** The ranks of all neighbours: those of a lower rank first, each part ascending. */
export function neighbourRanks(network: Network, rank: number): Uint32Array {
  const { upStart, upTo, downStart, downFrom } = network;
  const down = downFrom.subarray(downStart[rank]!, downStart[rank + 1]!);
  const up = upTo.subarray(upStart[rank]!, upStart[rank + 1]!);
  const ranks = new Uint32Array(down.length + up.length);
  ranks.set(down);
  ranks.set(up, down.length);
  return ranks;
}

/** The edge between two ranks, or −1. Binary search, because the lists are ascending. */
export function edgeBetween(network: Network, one: number, other: number): number {
  const { upStart, upTo } = network;
  const low = Math.min(one, other);
  const high = Math.max(one, other);
  let begin = upStart[low]!;
  let end = upStart[low + 1]!;
  while (begin < end) {
    const middle = (begin + end) >>> 1;
    if (upTo[middle]! < high) begin = middle + 1;
    else end = middle;
  }
  return begin < upStart[low + 1]! && upTo[begin] === high ? begin : -1;
}
