import { degreeAt, leadsDown, leadsUp, type Network } from '../graph/network.js';
import { sharedFloat64, sharedUint32 } from '../graph/shared-arrays.js';
import { runKernel, type ThreadOptions } from '../thread/run-kernel.js';
import { pageRankPiece } from './page-rank-kernel.js';

export interface PageRankOptions extends ThreadOptions {
  /** Exactly so many; without it, until an iteration moves less than 10⁻¹² altogether, at most 200. */
  readonly iterations?: number;
  readonly damping?: number;
}

/**
 * PageRank as LDBC Graphalytics defines it: begins with 1 / n each; who leads nowhere gives to everybody; the values add up to
 * 1. Damping 0.85.
 */
export async function pageRank(network: Network, options: PageRankOptions = {}): Promise<Float64Array> {
  const { vertices, rankOf } = network;
  const values = sharedFloat64(vertices).fill(1 / vertices);
  await runKernel(
    'spreadRank',
    {
      network,
      iterations: options.iterations ?? 200,
      damping: options.damping ?? 0.85,
      tolerance: options.iterations === undefined ? 1e-12 : -1,
      values,
      shares: sharedFloat64(vertices),
      outDegrees: outDegrees(network),
      sums: sharedFloat64(2 * Math.ceil(vertices / pageRankPiece)),
    },
    options,
  );
  return Float64Array.from({ length: vertices }, (_, vertex) => values[rankOf[vertex]!]!);
}

function outDegrees(network: Network): Uint32Array {
  const { vertices, directed, upStart, upTo, directions } = network;
  const degrees = sharedUint32(vertices);
  for (let rank = 0; rank < vertices; rank += 1) {
    if (!directed) {
      degrees[rank] = degreeAt(network, rank);
      continue;
    }
    for (let edge = upStart[rank]!; edge < upStart[rank + 1]!; edge += 1) {
      if (directions[edge]! & leadsUp) degrees[rank]! += 1;
      if (directions[edge]! & leadsDown) degrees[upTo[edge]!]! += 1;
    }
  }
  return degrees;
}
