import { Fault } from '@fanxing/kernel';
import type { AccountClustering } from '../account/account-clustering.js';
import { degreeAt, leadsDown, leadsUp, verticesMax, type Network } from '../graph/network.js';
import { NeighbourTable } from './neighbour-table.js';

const out = 1;
const into = 2;

/**
 * A network that changes an arc at a time and knows the exact local clustering coefficient of every account at every moment: the
 * number of closed pairs is mended for the two ends and their common neighbours, and nobody else's can have changed. At any
 * prefix of the changes it says what building the network afresh would.
 */
export class LiveNetwork {
  private readonly table: NeighbourTable;
  /** Arcs among the neighbours of a vertex; each edge counts twice where there are no directions. */
  private readonly closed: Float64Array;

  constructor(
    readonly vertices: number,
    readonly directed: boolean,
    neighboursExpected?: number,
  ) {
    if (vertices > verticesMax) throw new Fault('NETWORK_TOO_LARGE', { vertices, most: verticesMax });
    this.table = new NeighbourTable(vertices, neighboursExpected);
    this.closed = new Float64Array(vertices);
  }

  /** Begins with a network that was built at once, and its exact coefficients (`localClustering`). */
  static from(network: Network, coefficients: Float64Array): LiveNetwork {
    const { vertices, directed, vertexAt, rankOf, upStart, upTo, directions } = network;
    const live = new LiveNetwork(vertices, directed, 2 * network.edges);
    for (let rank = 0; rank < vertices; rank += 1) {
      for (let edge = upStart[rank]!; edge < upStart[rank + 1]!; edge += 1) {
        const [low, high] = [vertexAt[rank]!, vertexAt[upTo[edge]!]!];
        const ways = directed ? directions[edge]! : leadsUp | leadsDown;
        live.table.set(low, high, ways);
        live.table.set(high, low, turned(ways));
      }
    }
    for (let vertex = 0; vertex < vertices; vertex += 1) {
      const degree = degreeAt(network, rankOf[vertex]!);
      live.closed[vertex] = Math.round(coefficients[vertex]! * degree * (degree - 1));
    }
    return live;
  }

  /** False if it was there already, or leads from an account to itself. Fails with NETWORK_VERTEX_UNKNOWN. */
  add(from: number, to: number): boolean {
    return this.change(from, to, (ways) => ways | (this.directed ? out : out | into));
  }

  /** False if it was not there. Fails with NETWORK_VERTEX_UNKNOWN. */
  remove(from: number, to: number): boolean {
    return this.change(from, to, (ways) => (this.directed ? ways & ~out : 0));
  }

  has(from: number, to: number): boolean {
    return (this.table.ways(from, to) & out) !== 0;
  }

  degree(vertex: number): number {
    return this.table.degree[vertex] ?? 0;
  }

  neighbours(vertex: number): number[] {
    return this.table.neighbours(vertex);
  }

  /** Exact. */
  clustering(vertex: number): AccountClustering {
    const degree = this.degree(vertex);
    const coefficient = degree < 2 ? 0 : this.closed[vertex]! / (degree * (degree - 1));
    return { degree, coefficient, error: 0, isSampled: false };
  }

  private change(from: number, to: number, next: (ways: number) => number): boolean {
    this.know(from);
    this.know(to);
    if (from === to) return false;
    const before = this.table.ways(from, to);
    const after = next(before);
    if (after === before) return false;
    this.mendClosed(from, to, arcsIn(after) - arcsIn(before), before === 0 ? 1 : after === 0 ? -1 : 0);
    this.table.set(from, to, after);
    this.table.set(to, from, turned(after));
    return true;
  }

  /**
   * A common neighbour sees the arcs between the two appear among its neighbours. The ends see something only if they become, or
   * cease to be, neighbours at all: then the arcs that the other has with each common neighbour.
   */
  private mendClosed(from: number, to: number, arcs: number, neighbourhood: number): void {
    const { closed, table } = this;
    let atFrom = 0;
    let atTo = 0;
    table.eachCommon(from, to, (neighbour, waysOfFrom, waysOfTo) => {
      closed[neighbour]! += arcs;
      atFrom += arcsIn(waysOfTo);
      atTo += arcsIn(waysOfFrom);
    });
    closed[from]! += neighbourhood * atFrom;
    closed[to]! += neighbourhood * atTo;
  }

  private know(vertex: number): void {
    if (!(vertex >>> 0 === vertex && vertex < this.vertices))
      throw new Fault('NETWORK_VERTEX_UNKNOWN', { vertex: String(vertex) });
  }
}

function arcsIn(ways: number): number {
  return (ways & 1) + (ways >> 1);
}

/** As the other end sees them. */
function turned(ways: number): number {
  return ((ways & out) << 1) | ((ways & into) >> 1);
}
