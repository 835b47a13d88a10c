import fc from 'fast-check';
import { buildNetwork } from '../graph/build-network.js';
import { PlainGraph } from './by-definition.fixture.js';
import { localClustering } from './clustering.js';
import { communities } from './communities.js';
import { components } from './components.js';
import { pageRank } from './page-rank.js';

jest.setTimeout(120_000);

/** Small, dense, with loops, parallel arcs and isolated vertices. */
const graphs = fc.integer({ min: 1, max: 24 }).chain((vertices) =>
  fc.record({
    vertices: fc.constant(vertices),
    directed: fc.boolean(),
    arcs: fc.array(fc.tuple(fc.nat(vertices - 1), fc.nat(vertices - 1)), { maxLength: 120 }),
  }),
);

function columns(arcs: readonly (readonly [number, number])[]): { from: number[]; to: number[] } {
  return { from: arcs.map(([from]) => from), to: arcs.map(([, to]) => to) };
}

function close(values: Float64Array, expected: readonly number[]): void {
  expect(values).toHaveLength(expected.length);
  expected.forEach((value, at) => expect(values[at]).toBeCloseTo(value, 12));
}

describe('on any graph', () => {
  it('every measure is what its definition says', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, fc.integer({ min: 1, max: 12 }), async (graph, iterations) => {
        const edges = columns(graph.arcs);
        const network = buildNetwork(edges, graph);
        const plain = new PlainGraph(edges, graph.vertices, graph.directed);
        close(await localClustering(network), plain.clustering());
        expect([...(await communities(network, { iterations }))]).toEqual(plain.communities(iterations));
        expect([...components(network)]).toEqual(plain.components());
        close(await pageRank(network, { iterations }), plain.pageRank(iterations));
      }),
      { numRuns: 150 },
    );
  });

  it('the order of its edges changes nothing, to the last bit', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, async (graph) => {
        const one = buildNetwork(columns(graph.arcs), graph);
        const other = buildNetwork(columns([...graph.arcs].reverse()), graph);
        expect(await pageRank(other)).toEqual(await pageRank(one));
        expect(await localClustering(other)).toEqual(await localClustering(one));
      }),
      { numRuns: 50 },
    );
  });
});

describe('several threads', () => {
  const vertices = 3_000;
  const random = (at: number): number => (Math.imul(at + 1, 2_654_435_761) >>> 7) % vertices;
  const edges = {
    from: Array.from({ length: 20_000 }, (_, at) => random(at)),
    to: Array.from({ length: 20_000 }, (_, at) => Math.floor(random(at + 77_777) ** 2 / vertices)),
  };

  it.each([false, true])('give the same as one, to the last bit (directed: %s)', async (directed) => {
    const network = buildNetwork(edges, { vertices, directed });
    for (const workers of [2, 3]) {
      expect(await localClustering(network, { workers })).toEqual(await localClustering(network));
      expect(await communities(network, { workers })).toEqual(await communities(network));
      expect(await pageRank(network, { workers })).toEqual(await pageRank(network));
    }
  });
});

describe('a network that is hardly one', () => {
  it('without vertices has no values', async () => {
    const network = buildNetwork({ from: [], to: [] }, { vertices: 0, directed: true });
    expect([await localClustering(network), await communities(network), components(network)]).toEqual([
      new Float64Array(0),
      new Uint32Array(0),
      new Uint32Array(0),
    ]);
    expect(await pageRank(network)).toEqual(new Float64Array(0));
  });

  it('of isolated vertices leaves each to itself', async () => {
    const network = buildNetwork({ from: [1], to: [1] }, { vertices: 3, directed: false });
    expect(network.edges).toBe(0);
    expect([...(await localClustering(network))]).toEqual([0, 0, 0]);
    expect([...(await communities(network))]).toEqual([0, 1, 2]);
    expect([...(await pageRank(network))]).toEqual([1 / 3, 1 / 3, 1 / 3]);
  });

  it('refuses an edge to a vertex that it does not have', () => {
    for (const to of [3, -1, 0.5, Number.NaN]) {
      expect(() => buildNetwork({ from: [0], to: [to] }, { vertices: 3, directed: false })).toThrow(
        expect.objectContaining({ reason: 'NETWORK_VERTEX_UNKNOWN' }),
      );
    }
  });
});

describe('a star of a million', () => {
  it('has one component, one community and no triangle', async () => {
    const vertices = 1_000_001;
    const from = new Uint32Array(vertices - 1);
    const to = Uint32Array.from(from, (_, at) => at + 1);
    const network = buildNetwork({ from, to }, { vertices, directed: false });
    expect((await localClustering(network)).every((value) => value === 0)).toBe(true);
    expect(components(network).every((label) => label === 0)).toBe(true);
    // Synchronous labels swap between the hub and its leaves for ever, as the definition has it.
    expect(new Set((await communities(network)).subarray(1)).size).toBe(1);
  });
});
