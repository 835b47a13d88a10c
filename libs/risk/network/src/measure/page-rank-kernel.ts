import { leadsDown, leadsUp, type Network } from '../graph/network.js';
import type { Team } from '../thread/team.js';

export interface PageRankJob {
  readonly network: Network;
  readonly iterations: number;
  readonly damping: number;
  /** Ends when an iteration moves less than this altogether; below 0: never before the last. */
  readonly tolerance: number;
  /** By rank. */
  readonly values: Float64Array;
  /** By rank: what a vertex gives to each that it leads to. */
  readonly shares: Float64Array;
  /** By rank: how many it leads to. */
  readonly outDegrees: Uint32Array;
  /** By piece, two each: what its vertices give to everybody because they lead nowhere, and how far they moved. */
  readonly sums: Float64Array;
}

export const pageRankPiece = 1024;

/**
 * Every vertex draws what is given to it, in the order of ranks, and sums over pieces are added up in the order of pieces: floats
 * do not add up the same in another order, and so the answer is the same for any number of threads.
 */
export function spreadRank(job: PageRankJob, team: Team): void {
  const { network, damping, values, sums } = job;
  const { vertices } = network;
  const pieces = Math.ceil(vertices / pageRankPiece);
  for (let iteration = 0; iteration < job.iterations; iteration += 1) {
    for (let taken = team.take(); taken < pieces; taken = team.take()) give(job, taken);
    team.meet();
    let nowhere = 0;
    for (let at = 0; at < pieces; at += 1) nowhere += sums[2 * at]!;
    const base = (1 - damping) / vertices + (damping * nowhere) / vertices;
    for (let taken = team.take(); taken < pieces; taken = team.take()) {
      let moved = 0;
      for (
        let rank = taken * pageRankPiece;
        rank < Math.min(vertices, (taken + 1) * pageRankPiece);
        rank += 1
      ) {
        const value = base + damping * drawn(job, rank);
        moved += Math.abs(value - values[rank]!);
        values[rank] = value;
      }
      sums[2 * taken + 1] = moved;
    }
    team.meet();
    let moved = 0;
    for (let at = 0; at < pieces; at += 1) moved += sums[2 * at + 1]!;
    if (moved <= job.tolerance) return;
  }
}

function give({ network, values, shares, outDegrees, sums }: PageRankJob, taken: number): void {
  let nowhere = 0;
  for (
    let rank = taken * pageRankPiece;
    rank < Math.min(network.vertices, (taken + 1) * pageRankPiece);
    rank += 1
  ) {
    const out = outDegrees[rank]!;
    shares[rank] = out === 0 ? 0 : values[rank]! / out;
    if (out === 0) nowhere += values[rank]!;
  }
  sums[2 * taken] = nowhere;
}

function drawn({ network, shares }: PageRankJob, rank: number): number {
  const { upStart, upTo, downStart, downFrom, downEdge, directions, directed } = network;
  let sum = 0;
  for (let at = downStart[rank]!; at < downStart[rank + 1]!; at += 1) {
    if (!directed || directions[downEdge[at]!]! & leadsUp) sum += shares[downFrom[at]!]!;
  }
  for (let edge = upStart[rank]!; edge < upStart[rank + 1]!; edge += 1) {
    if (!directed || directions[edge]! & leadsDown) sum += shares[upTo[edge]!]!;
  }
  return sum;
}
