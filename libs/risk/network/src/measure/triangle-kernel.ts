import type { Network } from '../graph/network.js';
import type { Team } from '../thread/team.js';

export interface TriangleJob {
  readonly network: Network;
  /** By member and rank: how often two neighbours of a vertex are neighbours; in a directed network, how many arcs they have. */
  readonly closed: Float64Array;
}

const piece = 256;

/**
 * Finds every triangle once, at its middle rank: marks what lies above v, and for every u below v walks that part of u's list
 * that lies above v. The lists that lead up are short even for hubs, and what is walked is read in order. Pieces are taken from
 * the hubs' end, so that no thread is left with a big one.
 */
export function closeTriangles({ network, closed }: TriangleJob, team: Team): void {
  const { vertices, directed } = network;
  const mine = closed.subarray(team.member * vertices, (team.member + 1) * vertices);
  const mark = new Uint8Array(vertices);
  const visit = directed ? closeDirected : closeUndirected;
  for (let end = vertices - team.take() * piece; end > 0; end = vertices - team.take() * piece) {
    visit(network, Math.max(0, end - piece), end, mark, mine);
  }
}

function closeUndirected(
  { upStart, upTo, downStart, downFrom, downEdge }: Network,
  begin: number,
  end: number,
  mark: Uint8Array,
  closed: Float64Array,
): void {
  for (let middle = begin; middle < end; middle += 1) {
    const from = upStart[middle]!;
    const to = upStart[middle + 1]!;
    const last = downStart[middle + 1]!;
    if (from === to || downStart[middle] === last) continue;
    for (let edge = from; edge < to; edge += 1) mark[upTo[edge]!] = 1;
    let atMiddle = 0;
    for (let place = downStart[middle]!; place < last; place += 1) {
      const low = downFrom[place]!;
      const stop = upStart[low + 1]!;
      let found = 0;
      for (let edge = downEdge[place]! + 1; edge < stop; edge += 1) {
        const high = upTo[edge]!;
        if (mark[high] !== 0) {
          found += 1;
          closed[high]! += 1;
        }
      }
      closed[low]! += found;
      atMiddle += found;
    }
    closed[middle]! += atMiddle;
    for (let edge = from; edge < to; edge += 1) mark[upTo[edge]!] = 0;
  }
}

/** As above, but the edge opposite to a corner counts for one arc or two. */
function closeDirected(
  { upStart, upTo, downStart, downFrom, downEdge, directions }: Network,
  begin: number,
  end: number,
  mark: Uint8Array,
  closed: Float64Array,
): void {
  for (let middle = begin; middle < end; middle += 1) {
    const from = upStart[middle]!;
    const to = upStart[middle + 1]!;
    const last = downStart[middle + 1]!;
    if (from === to || downStart[middle] === last) continue;
    for (let edge = from; edge < to; edge += 1) mark[upTo[edge]!] = directions[edge] === 3 ? 2 : 1;
    let atMiddle = 0;
    for (let place = downStart[middle]!; place < last; place += 1) {
      const low = downFrom[place]!;
      const stop = upStart[low + 1]!;
      const oppositeHigh = directions[downEdge[place]!] === 3 ? 2 : 1;
      let atLow = 0;
      for (let edge = downEdge[place]! + 1; edge < stop; edge += 1) {
        const high = upTo[edge]!;
        const oppositeLow = mark[high]!;
        if (oppositeLow !== 0) {
          atLow += oppositeLow;
          atMiddle += directions[edge] === 3 ? 2 : 1;
          closed[high]! += oppositeHigh;
        }
      }
      closed[low]! += atLow;
    }
    closed[middle]! += atMiddle;
    for (let edge = from; edge < to; edge += 1) mark[upTo[edge]!] = 0;
  }
}
