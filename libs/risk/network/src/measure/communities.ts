import type { Network } from '../graph/network.js';
import { sharedInt32, sharedUint32, sharedUint8 } from '../graph/shared-arrays.js';
import { runKernel, type ThreadOptions } from '../thread/run-kernel.js';

export interface CommunityOptions extends ThreadOptions {
  readonly iterations?: number;
}

/**
 * The community of every vertex after so many iterations (default 10), as LDBC Graphalytics defines CDLP: synchronous, the
 * smallest label on ties, arcs of both directions counted in a directed network. A community is named by a vertex.
 */
export async function communities(network: Network, options: CommunityOptions = {}): Promise<Uint32Array> {
  const { vertices, vertexAt, rankOf } = network;
  const iterations = options.iterations ?? 10;
  const job = {
    network,
    iterations,
    even: sharedUint32(vertices),
    odd: sharedUint32(vertices),
    touchedEven: sharedUint8(vertices),
    touchedOdd: sharedUint8(vertices),
    changes: sharedInt32(iterations),
  };
  job.even.set(vertexAt);
  await runKernel('propagateLabels', job, options);
  // When no label changes any more, both hold the same.
  const labels = iterations % 2 === 0 ? job.even : job.odd;
  return Uint32Array.from({ length: vertices }, (_, vertex) => labels[rankOf[vertex]!]!);
}
