import { buildNetwork, drawEgoNetwork, egoNetwork } from '@fanxing/risk-network';
import { CliError } from '../cli-error.js';
import { readNetwork, type EdgeOptions } from './read-network.js';
import { writeText } from './write-text.js';

export interface DrawOptions extends EdgeOptions {
  readonly around: string;
  readonly out: string;
}

/** More than people can tell apart. */
const neighboursMax = 300;

export async function drawNetwork(options: DrawOptions): Promise<void> {
  const edges = await readNetwork(options);
  const vertex = edges.vertexOf(options.around);
  if (vertex < 0)
    throw new CliError(
      3,
      'VERTEX_UNKNOWN',
      `no edge names ${options.around}`,
      options.edges,
      'name an id that is in the file',
    );
  // The picture shows who knows whom; which way money went does not change that.
  const network = buildNetwork(edges, { vertices: edges.vertices, directed: false });
  await writeText(options.out, [drawEgoNetwork(egoNetwork(network, vertex, neighboursMax), edges)]);
}
