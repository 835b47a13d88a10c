import { Fault } from '@fanxing/kernel';
import { leadsDown, leadsUp, verticesMax, type Network } from './network.js';
import { sharedFloat64, sharedUint32, sharedUint8 } from './shared-arrays.js';

/** Arcs as columns. The arrays are read, never kept or changed. */
export interface EdgeColumns {
  readonly from: ArrayLike<number>;
  readonly to: ArrayLike<number>;
  /** Of parallel arcs the weights are summed. */
  readonly weight?: ArrayLike<number>;
}

export interface NetworkOptions {
  /** Vertices are numbered from 0; one that no edge names is isolated. */
  readonly vertices: number;
  readonly directed: boolean;
}

/**
 * Builds a network by counting sorts alone: some ten walks over the edges, whatever their order, and the same network for the
 * same set of edges. Self-loops and parallel arcs are dropped, as LDBC Graphalytics does. Fails with NETWORK_VERTEX_UNKNOWN
 * where an edge names a vertex that is not below `vertices`, with NETWORK_TOO_LARGE above 2²⁶ vertices.
 */
export function buildNetwork(edges: EdgeColumns, { vertices, directed }: NetworkOptions): Network {
  if (vertices > verticesMax) throw new Fault('NETWORK_TOO_LARGE', { vertices, most: verticesMax });
  const pairs = distinctPairs(edges, vertices);
  const { rankOf, vertexAt } = rankByDegree(pairs, vertices);
  const lists = listsOf(pairs, rankOf, directed);
  return { directed, vertices, edges: pairs.count, rankOf, vertexAt, ...lists };
}

/** Each pair of neighbours once, grouped by the smaller vertex. */
interface Pairs {
  readonly start: Uint32Array;
  /** The larger vertex × 2; the lowest bit is free. */
  readonly packed: Uint32Array;
  /** 1: smaller to larger vertex; 2: back; 3: both. */
  readonly ways: Uint8Array;
  readonly weights: Float64Array;
  readonly count: number;
}

function distinctPairs(edges: EdgeColumns, vertices: number): Pairs {
  const { start, packed, weights } = bucketBySmaller(edges, vertices);
  const ways = new Uint8Array(packed.length);
  // Where in this group the larger vertex was written; whatever is below the group's beginning is from another group.
  const placeOf = new Uint32Array(vertices);
  let count = 0;
  for (let smaller = 0; smaller < vertices; smaller += 1) {
    const end = start[smaller + 1]!;
    const begin = count;
    for (let at = start[smaller]!; at < end; at += 1) {
      const larger = packed[at]! >>> 1;
      const back = packed[at]! & 1;
      let place = placeOf[larger]! - 1;
      if (place < begin) {
        place = count;
        count += 1;
        placeOf[larger] = count;
        packed[place] = larger << 1;
        // What is read from here on lies at or behind `at`, so what is overwritten has been read.
        ways[place] = 0;
        if (weights.length > 0) startWeight(weights, place, at, back);
      } else if (weights.length > 0) {
        weights[2 * place + back]! += weights[2 * at]! + weights[2 * at + 1]!;
      }
      ways[place]! |= 1 << back;
    }
    start[smaller] = begin;
  }
  start[vertices] = count;
  return { start, packed, ways, weights, count };
}

function startWeight(weights: Float64Array, place: number, at: number, back: number): void {
  const weight = weights[2 * at]! + weights[2 * at + 1]!;
  weights[2 * place + back] = weight;
  weights[2 * place + 1 - back] = 0;
}

function bucketBySmaller(
  { from, to, weight }: EdgeColumns,
  vertices: number,
): Pick<Pairs, 'start' | 'packed' | 'weights'> {
  const start = new Uint32Array(vertices + 1);
  let kept = 0;
  for (let at = 0; at < from.length; at += 1) {
    const source = from[at]!;
    const target = to[at]!;
    if (!isBelow(vertices, source)) throw unknown(source);
    if (!isBelow(vertices, target)) throw unknown(target);
    if (source === target) continue;
    start[Math.min(source, target) + 1]! += 1;
    kept += 1;
  }
  for (let vertex = 0; vertex < vertices; vertex += 1) start[vertex + 1]! += start[vertex]!;
  const cursor = start.slice();
  const packed = new Uint32Array(kept);
  const weights = new Float64Array(weight ? 2 * kept : 0);
  for (let at = 0; at < from.length; at += 1) {
    const source = from[at]!;
    const target = to[at]!;
    if (source === target) continue;
    const back = source > target ? 1 : 0;
    const smaller = back ? target : source;
    const place = cursor[smaller]!;
    cursor[smaller] = place + 1;
    packed[place] = ((back ? source : target) << 1) | back;
    if (weight) weights[2 * place + back] = weight[at]!;
  }
  return { start, packed, weights };
}

function isBelow(vertices: number, vertex: number): boolean {
  return vertex >>> 0 === vertex && vertex < vertices;
}

function unknown(vertex: number): Fault {
  return new Fault('NETWORK_VERTEX_UNKNOWN', { vertex: String(vertex) });
}

/** Counting sort by ascending degree; equal degrees stay in the order of vertices. */
function rankByDegree(
  { start, packed, count }: Pairs,
  vertices: number,
): Pick<Network, 'rankOf' | 'vertexAt'> {
  const degree = new Uint32Array(vertices);
  let most = 0;
  for (let vertex = 0; vertex < vertices; vertex += 1) degree[vertex] = start[vertex + 1]! - start[vertex]!;
  for (let at = 0; at < count; at += 1) degree[packed[at]! >>> 1]! += 1;
  for (let vertex = 0; vertex < vertices; vertex += 1) most = Math.max(most, degree[vertex]!);
  const next = new Uint32Array(most + 2);
  for (let vertex = 0; vertex < vertices; vertex += 1) next[degree[vertex]! + 1]! += 1;
  for (let value = 0; value <= most; value += 1) next[value + 1]! += next[value]!;
  const rankOf = sharedUint32(vertices);
  const vertexAt = sharedUint32(vertices);
  for (let vertex = 0; vertex < vertices; vertex += 1) {
    const rank = next[degree[vertex]!]!;
    next[degree[vertex]!] = rank + 1;
    rankOf[vertex] = rank;
    vertexAt[rank] = vertex;
  }
  return { rankOf, vertexAt };
}

type Lists = Omit<Network, 'directed' | 'vertices' | 'edges' | 'rankOf' | 'vertexAt'>;

/**
 * Three walks put both kinds of lists in ascending order without comparing anything: bucket by higher rank, deal from there in
 * that order into the lists that lead up, and deal from these in their order into the lists that lead down.
 */
function listsOf(pairs: Pairs, rankOf: Uint32Array, directed: boolean): Lists {
  const vertices = rankOf.length;
  const { upStart, downStart } = countLists(pairs, rankOf);
  const downFrom = sharedUint32(pairs.count);
  const source = new Uint32Array(directed || pairs.weights.length > 0 ? pairs.count : 0);
  const cursor = downStart.slice();
  for (let smaller = 0; smaller < vertices; smaller += 1) {
    for (let at = pairs.start[smaller]!; at < pairs.start[smaller + 1]!; at += 1) {
      const one = rankOf[smaller]!;
      const other = rankOf[pairs.packed[at]! >>> 1]!;
      const high = Math.max(one, other);
      const place = cursor[high]!;
      cursor[high] = place + 1;
      downFrom[place] = Math.min(one, other);
      // The lowest bit: whether the smaller vertex has the higher rank, so that the ways are turned round.
      if (source.length > 0) source[place] = at * 2 + (one > other ? 1 : 0);
    }
  }
  const upTo = sharedUint32(pairs.count);
  const directions = sharedUint8(directed ? pairs.count : 0);
  const weights = sharedFloat64(pairs.weights.length > 0 ? 2 * pairs.count : 0);
  cursor.set(upStart);
  for (let high = 0; high < vertices; high += 1) {
    for (let at = downStart[high]!; at < downStart[high + 1]!; at += 1) {
      const low = downFrom[at]!;
      const edge = cursor[low]!;
      cursor[low] = edge + 1;
      upTo[edge] = high;
      if (source.length > 0) describeEdge(pairs, source[at]!, edge, directed, directions, weights);
    }
  }
  const downEdge = sharedUint32(pairs.count);
  cursor.set(downStart);
  for (let low = 0; low < vertices; low += 1) {
    for (let edge = upStart[low]!; edge < upStart[low + 1]!; edge += 1) {
      const place = cursor[upTo[edge]!]!;
      cursor[upTo[edge]!] = place + 1;
      downFrom[place] = low;
      downEdge[place] = edge;
    }
  }
  const arcs = directed ? arcsIn(directions) : pairs.count;
  return { arcs, upStart, upTo, downStart, downFrom, downEdge, directions, weights };
}

function countLists(pairs: Pairs, rankOf: Uint32Array): Pick<Network, 'upStart' | 'downStart'> {
  const vertices = rankOf.length;
  const upStart = sharedUint32(vertices + 1);
  const downStart = sharedUint32(vertices + 1);
  for (let smaller = 0; smaller < vertices; smaller += 1) {
    const one = rankOf[smaller]!;
    for (let at = pairs.start[smaller]!; at < pairs.start[smaller + 1]!; at += 1) {
      const other = rankOf[pairs.packed[at]! >>> 1]!;
      upStart[Math.min(one, other) + 1]! += 1;
      downStart[Math.max(one, other) + 1]! += 1;
    }
  }
  for (let rank = 0; rank < vertices; rank += 1) {
    upStart[rank + 1]! += upStart[rank]!;
    downStart[rank + 1]! += downStart[rank]!;
  }
  return { upStart, downStart };
}

function describeEdge(
  pairs: Pairs,
  source: number,
  edge: number,
  directed: boolean,
  directions: Uint8Array,
  weights: Float64Array,
): void {
  const at = source >>> 1;
  const turned = source & 1;
  const ways = pairs.ways[at]!;
  if (directed) directions[edge] = turned ? (ways >> 1) | ((ways & 1) << 1) : ways;
  if (weights.length === 0) return;
  const [forth, back] = [pairs.weights[2 * at]!, pairs.weights[2 * at + 1]!];
  weights[2 * edge] = directed ? (turned ? back : forth) : forth + back;
  weights[2 * edge + 1] = directed ? (turned ? forth : back) : forth + back;
}

function arcsIn(directions: Uint8Array): number {
  let arcs = 0;
  for (const ways of directions) arcs += (ways & leadsUp) + ((ways & leadsDown) >> 1);
  return arcs;
}
