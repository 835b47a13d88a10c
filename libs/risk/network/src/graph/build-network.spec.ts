import { buildNetwork } from './build-network.js';
import { degreeAt, edgeBetween, neighbourRanks } from './network.js';

describe('a network', () => {
  const edges = { from: [0, 0, 1, 2, 2, 3], to: [1, 1, 0, 0, 2, 0], weight: [1, 2, 4, 8, 16, 32] };

  it('keeps each pair of neighbours once, by ascending degree', () => {
    const network = buildNetwork(edges, { vertices: 5, directed: true });
    expect([network.edges, network.arcs]).toEqual([3, 4]);
    expect([...network.vertexAt]).toEqual([4, 1, 2, 3, 0]);
    expect(network.vertexAt.map((_, rank) => degreeAt(network, rank))).toEqual(Uint32Array.of(0, 1, 1, 1, 3));
    expect([...neighbourRanks(network, 4)]).toEqual([1, 2, 3]);
    expect([edgeBetween(network, 4, 2), edgeBetween(network, 1, 2)]).toEqual([1, -1]);
  });

  it('adds up the weights of parallel arcs, each direction for itself', () => {
    const network = buildNetwork(edges, { vertices: 5, directed: true });
    const edge = edgeBetween(network, network.rankOf[0]!, network.rankOf[1]!);
    expect([...network.weights.subarray(2 * edge, 2 * edge + 2)]).toEqual([4, 3]);
  });

  it('adds up both directions where there are none', () => {
    const network = buildNetwork(edges, { vertices: 5, directed: false });
    const edge = edgeBetween(network, network.rankOf[0]!, network.rankOf[1]!);
    expect(network.weights[2 * edge]).toBe(7);
  });

  it('is limited to what one machine numbers', () => {
    expect(() => buildNetwork({ from: [], to: [] }, { vertices: 2 ** 26 + 1, directed: false })).toThrow(
      expect.objectContaining({ reason: 'NETWORK_TOO_LARGE' }),
    );
  });
});
