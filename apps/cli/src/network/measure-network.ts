import {
  buildNetwork,
  communities,
  components,
  localClustering,
  pageRank,
  type NamedEdges,
  type Network,
} from '@fanxing/risk-network';
import { readNetwork, type EdgeOptions } from './read-network.js';
import { writeText } from './write-text.js';

export type MeasureName = 'lcc' | 'communities' | 'components' | 'pagerank';

export interface MeasureOptions extends EdgeOptions {
  readonly out: string;
  readonly iterations?: number;
  readonly workers?: number;
}

/** Writes `id value` a line: in the order of the file of vertices, else of ids. */
export async function measureNetwork(name: MeasureName, options: MeasureOptions): Promise<void> {
  const edges = await readNetwork(options);
  const network = buildNetwork(edges, { vertices: edges.vertices, directed: options.directed ?? false });
  await writeText(options.out, linesOf(edges, await valuesOf(name, network, edges, options)));
}

async function valuesOf(
  name: MeasureName,
  network: Network,
  { idOf }: NamedEdges,
  options: MeasureOptions,
): Promise<(vertex: number) => number | string> {
  if (name === 'lcc') {
    const coefficients = await localClustering(network, options);
    return (vertex) => coefficients[vertex]!;
  }
  if (name === 'pagerank') {
    const ranks = await pageRank(network, options);
    return (vertex) => ranks[vertex]!;
  }
  const labels = name === 'communities' ? await communities(network, options) : components(network);
  return (vertex) => idOf(labels[vertex]!);
}

const linesAtOnce = 4096;

function* linesOf(
  { order, idOf }: NamedEdges,
  valueOf: (vertex: number) => number | string,
): Generator<string> {
  for (let begin = 0; begin < order.length; begin += linesAtOnce) {
    let text = '';
    for (const vertex of order.subarray(begin, begin + linesAtOnce))
      text += `${idOf(vertex)} ${valueOf(vertex)}\n`;
    yield text;
  }
}
