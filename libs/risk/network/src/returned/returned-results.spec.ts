import fc from 'fast-check';
import type { EdgeColumns } from '../graph/build-network.js';
import { PlainGraph } from '../measure/by-definition.fixture.js';
import { checkClustering } from './check-clustering.js';
import { checkCommunities } from './check-communities.js';
import { checkComponents } from './check-components.js';
import { checkPageRank } from './check-page-rank.js';
import type { ReturnedNetwork } from './returned-network.js';

interface Drawn {
  readonly vertices: number;
  readonly directed: boolean;
  readonly pairs: readonly (readonly [number, number])[];
}

/** Small and dense, with isolated vertices; each edge once, no self-loop, as what is given away is. */
const graphs: fc.Arbitrary<Drawn> = fc.integer({ min: 2, max: 16 }).chain((vertices) =>
  fc.boolean().chain((directed) =>
    fc.record({
      vertices: fc.constant(vertices),
      directed: fc.constant(directed),
      pairs: fc
        .uniqueArray(fc.tuple(fc.nat(vertices - 1), fc.nat(vertices - 1)), {
          maxLength: 50,
          selector: ([from, to]) => (directed ? [from, to] : [Math.min(from, to), Math.max(from, to)]).join(),
        })
        .map((pairs) => pairs.filter(([from, to]) => from !== to)),
    }),
  ),
);

/** An engine elsewhere: knows the definitions and the edges. */
function engine({ pairs, vertices, directed }: Drawn) {
  const edges = { from: pairs.map(([from]) => from), to: pairs.map(([, to]) => to) };
  return new PlainGraph(edges, vertices, directed);
}

/** The edges three at a time. */
function returned({ pairs, vertices, directed }: Drawn): ReturnedNetwork {
  async function* edges(): AsyncGenerator<EdgeColumns> {
    for (let at = 0; at < pairs.length; at += 3) {
      const some = pairs.slice(at, at + 3);
      yield { from: some.map(([from]) => from), to: some.map(([, to]) => to) };
    }
  }
  return { vertices, directed, edges };
}

const everybody = { sample: 100, seed: 1 };
const standing = { damping: 0.85, tolerance: 1e-9 };
const iterations = 4;
const runs = { numRuns: 60 };
const wrong = { difference: expect.anything() };

describe('results of an engine that keeps to the definitions', () => {
  it('are all found right', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, async (graph) => {
        const [plain, network] = [engine(graph), returned(graph)];
        const clustering = Float64Array.from(plain.clustering());
        expect(await checkClustering(network, clustering, everybody)).not.toMatchObject(wrong);
        expect(await checkCommunities(network, labelsOf(plain), everybody)).not.toMatchObject(wrong);
        expect(await checkComponents(network, Uint32Array.from(plain.components()))).toEqual({
          recomputed: graph.vertices,
        });
        const ranks = Float64Array.from(plain.pageRank(150));
        expect(await checkPageRank(network, ranks, standing)).toEqual({ recomputed: graph.vertices });
      }),
      runs,
    );
  });
});

describe('one wrong value', () => {
  const spoilt = fc.record({ graph: graphs, at: fc.nat(15), iteration: fc.nat(iterations - 1) });
  const nearlyOne = 1 + 1e-7;

  it.each([
    [
      'a coefficient',
      async (graph: Drawn, vertex: number) => {
        const values = Float64Array.from(engine(graph).clustering());
        values[vertex] = values[vertex]! * nearlyOne || 1e-12;
        return checkClustering(returned(graph), values, everybody);
      },
    ],
    [
      'a label after any iteration',
      async (graph: Drawn, vertex: number, iteration: number) => {
        const labels = labelsOf(engine(graph));
        labels[iteration]![vertex] = (labels[iteration]![vertex]! + 1) % graph.vertices;
        return checkCommunities(returned(graph), labels, everybody);
      },
    ],
    [
      'a component',
      async (graph: Drawn, vertex: number) => {
        const labels = Uint32Array.from(engine(graph).components());
        labels[vertex] = (labels[vertex]! + 1) % graph.vertices;
        return checkComponents(returned(graph), labels);
      },
    ],
    [
      'a rank',
      async (graph: Drawn, vertex: number) => {
        const ranks = Float64Array.from(engine(graph).pageRank(150));
        ranks[vertex]! += 1e-6;
        return checkPageRank(returned(graph), ranks, standing);
      },
    ],
    [
      'what is no number',
      async (graph: Drawn, vertex: number) => {
        const values = Float64Array.from(engine(graph).clustering());
        values[vertex] = Number.NaN;
        return checkClustering(returned(graph), values, everybody);
      },
    ],
  ])('is found: %s', async (_, check) => {
    await fc.assert(
      fc.asyncProperty(spoilt, async ({ graph, at, iteration }) => {
        expect(await check(graph, at % graph.vertices, iteration)).toMatchObject(wrong);
      }),
      runs,
    );
  });

  it('is told with what was expected', async () => {
    const triangle = {
      vertices: 3,
      directed: false,
      pairs: [
        [0, 1],
        [1, 2],
        [0, 2],
      ] as const,
    };
    expect(await checkClustering(returned(triangle), Float64Array.of(1, 0.5, 1), everybody)).toEqual({
      recomputed: 3,
      difference: { vertex: 1, got: 0.5, expected: 1 },
    });
  });
});

describe('a sample', () => {
  const vertices = 2_000;
  const ring = {
    vertices,
    directed: true,
    pairs: Array.from({ length: vertices }, (_, at) => [at, (at + 1) % vertices] as const),
  };

  it('finds what is wrong at one vertex in ten, whatever its seed', async () => {
    const values = Float64Array.from({ length: vertices }, (_, at) => (at % 10 === 0 ? 0.5 : 0));
    for (const seed of [1, 2, 3]) {
      const checked = await checkClustering(returned(ring), values, { sample: 200, seed });
      expect(checked).toMatchObject({ recomputed: 200, difference: { got: 0.5, expected: 0 } });
    }
  });

  it('chooses others with another seed', async () => {
    const values = Float64Array.from({ length: vertices }, () => 0.5);
    const found = async (seed: number) =>
      (await checkClustering(returned(ring), values, { sample: 5, seed })).difference!.vertex;
    expect(new Set([await found(1), await found(2), await found(3)]).size).toBe(3);
  });
});

function labelsOf(plain: PlainGraph): Uint32Array[] {
  return Array.from({ length: iterations }, (_, at) => Uint32Array.from(plain.communities(at + 1)));
}
