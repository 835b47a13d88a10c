import { seededRandom } from '@fanxing/risk-models';
import type { EdgeColumns } from '../graph/build-network.js';

/** A network that is too large to be built here, as it was given to a distributed engine. */
export interface ReturnedNetwork {
  readonly vertices: number;
  readonly directed: boolean;
  /**
   * Every edge once and no self-loop, some at a time; in an undirected network one of `a b` and `b a`. May be walked again and
   * again, with the same edges in any order.
   */
  readonly edges: () => AsyncIterable<EdgeColumns>;
}

/** A result that is not what the network gives. */
export interface Difference {
  readonly vertex: number;
  readonly got: number;
  readonly expected: number;
}

export interface Checked {
  /** How many vertices were computed again here. */
  readonly recomputed: number;
  /** The first that was found; nothing if all agree. */
  readonly difference?: Difference;
}

export interface SampleOptions {
  /** How many vertices are computed again, if there are so many. */
  readonly sample: number;
  /** Of the choice. Whoever knows it beforehand knows what is not looked at. */
  readonly seed: number;
}

/** By vertex: how many edges end or begin there. */
export async function edgeCounts({ vertices, edges }: ReturnedNetwork): Promise<Uint32Array> {
  const counts = new Uint32Array(vertices);
  for await (const { from, to } of edges()) {
    for (let at = 0; at < from.length; at += 1) {
      counts[from[at]!]! += 1;
      counts[to[at]!]! += 1;
    }
  }
  return counts;
}

/** Vertices of at least so many edges, each with the same chance (reservoir sampling, Vitter's algorithm R), ascending. */
export function sampleOf(counts: Uint32Array, least: number, { sample, seed }: SampleOptions): Uint32Array {
  const random = seededRandom(seed);
  const chosen = new Uint32Array(Math.min(sample, counts.length));
  let seen = 0;
  for (let vertex = 0; vertex < counts.length; vertex += 1) {
    if (counts[vertex]! < least) continue;
    const place = seen < chosen.length ? seen : Math.floor(random() * (seen + 1));
    if (place < chosen.length) chosen[place] = vertex;
    seen += 1;
  }
  return chosen.subarray(0, seen).sort();
}
