import { degreeAt, type Network } from '../graph/network.js';
import { sharedFloat64 } from '../graph/shared-arrays.js';
import { runKernel, type ThreadOptions } from '../thread/run-kernel.js';

/**
 * The local clustering coefficient of every vertex, as LDBC Graphalytics defines LCC: of the ordered pairs of its neighbours
 * (in or out), the share that has an arc. 0 with fewer than two neighbours. Exact: triangles are counted in whole numbers.
 */
export async function localClustering(network: Network, options: ThreadOptions = {}): Promise<Float64Array> {
  const { vertices, rankOf } = network;
  const members = Math.max(1, options.workers ?? 1);
  const closed = sharedFloat64(vertices * members);
  await runKernel('closeTriangles', { network, closed }, options);
  const perTriangle = network.directed ? 1 : 2;
  const values = new Float64Array(vertices);
  for (let vertex = 0; vertex < vertices; vertex += 1) {
    const rank = rankOf[vertex]!;
    const degree = degreeAt(network, rank);
    if (degree < 2) continue;
    let sum = 0;
    for (let member = 0; member < members; member += 1) sum += closed[member * vertices + rank]!;
    values[vertex] = (perTriangle * sum) / (degree * (degree - 1));
  }
  return values;
}
