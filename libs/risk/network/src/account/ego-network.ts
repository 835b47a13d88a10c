import { neighbourRanks, type Network } from '../graph/network.js';

/** An account, those it has to do with, and who of these has to do with whom. */
export interface EgoNetwork {
  readonly vertex: number;
  /** Ascending; at most as many as were asked for, those with the most ties among them first. */
  readonly neighbours: readonly number[];
  /** Pairs of positions in `neighbours`, the smaller first. */
  readonly ties: readonly (readonly [number, number])[];
  /** Of the whole surroundings, shown or not. */
  readonly degree: number;
  readonly tieCount: number;
}

/** Exact, whatever the degree; `neighboursMax` limits only who is listed. */
export function egoNetwork(network: Network, vertex: number, neighboursMax = Infinity): EgoNetwork {
  const { rankOf, vertexAt, upStart, upTo } = network;
  const ranks = neighbourRanks(network, rankOf[vertex]!);
  const places = new Map<number, number>();
  ranks.forEach((rank, place) => places.set(rank, place));
  const tiesOf = new Uint32Array(ranks.length);
  const pairs: [number, number][] = [];
  ranks.forEach((rank, place) => {
    for (let edge = upStart[rank]!; edge < upStart[rank + 1]!; edge += 1) {
      const other = places.get(upTo[edge]!);
      if (other === undefined) continue;
      tiesOf[place]! += 1;
      tiesOf[other]! += 1;
      pairs.push([place, other]);
    }
  });
  const shown = [...ranks.keys()]
    .sort((one, other) => tiesOf[other]! - tiesOf[one]! || vertexAt[ranks[one]!]! - vertexAt[ranks[other]!]!)
    .slice(0, neighboursMax)
    .sort((one, other) => vertexAt[ranks[one]!]! - vertexAt[ranks[other]!]!);
  const positions = new Map(shown.map((place, position) => [place, position]));
  const ties = pairs.flatMap(([one, other]): [number, number][] => {
    const [left, right] = [positions.get(one), positions.get(other)];
    return left === undefined || right === undefined ? [] : [[Math.min(left, right), Math.max(left, right)]];
  });
  return {
    vertex,
    neighbours: shown.map((place) => vertexAt[ranks[place]!]!),
    ties: ties.sort(([a, b], [c, d]) => a - c || b - d),
    degree: ranks.length,
    tieCount: pairs.length,
  };
}
