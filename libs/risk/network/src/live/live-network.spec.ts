import fc from 'fast-check';
import { seededRandom } from '@fanxing/risk-models';
import { AccountClusterings } from '../account/account-clustering.js';
import { buildNetwork } from '../graph/build-network.js';
import { localClustering } from '../measure/clustering.js';
import { PlainGraph } from '../measure/by-definition.fixture.js';
import { LiveNetwork } from './live-network.js';

const vertices = 14;
const vertex = fc.nat(vertices - 1);
const changes = fc.array(fc.tuple(fc.boolean(), vertex, vertex), { maxLength: 150 });

describe('a network that changes', () => {
  it('says at every moment what building it afresh would', () => {
    fc.assert(
      fc.property(fc.boolean(), changes, (directed, story) => {
        const live = new LiveNetwork(vertices, directed);
        let arcs: [number, number][] = [];
        for (const [isNew, from, to] of story) {
          const isThat = ([a, b]: [number, number]): boolean =>
            (a === from && b === to) || (!directed && a === to && b === from);
          const was = arcs.some(isThat);
          arcs = arcs.filter((arc) => !isThat(arc));
          if (isNew && from !== to) arcs.push([from, to]);
          expect(isNew ? live.add(from, to) : live.remove(from, to)).toBe(isNew ? !was && from !== to : was);
          const columns = { from: arcs.map(([a]) => a), to: arcs.map(([, b]) => b) };
          const plain = new PlainGraph(columns, vertices, directed);
          plain.clustering().forEach((value, at) => {
            expect(live.clustering(at).coefficient).toBeCloseTo(value, 12);
            expect(live.neighbours(at)).toEqual([...plain.neighbours(at)].sort((a, b) => a - b));
          });
        }
      }),
      { numRuns: 30 },
    );
  });

  it('goes on from one that was built at once', async () => {
    const from = Array.from({ length: 400 }, (_, at) => (at * 37) % 50);
    const to = from.map((_, at) => (at * at + 11) % 50);
    for (const directed of [true, false]) {
      const network = buildNetwork({ from, to }, { vertices: 50, directed });
      const live = LiveNetwork.from(network, await localClustering(network));
      live.add(3, 4);
      live.remove(from[7]!, to[7]!);
      const kept = from
        .map((a, at) => [a, to[at]!] as const)
        .filter(([a, b]) =>
          directed ? a !== from[7] || b !== to[7] : ![a, b].every((end) => end === from[7] || end === to[7]),
        );
      const arcs = [...kept, [3, 4] as const];
      const afresh = buildNetwork(
        { from: arcs.map(([a]) => a), to: arcs.map(([, b]) => b) },
        { vertices: 50, directed },
      );
      const coefficients = await localClustering(afresh);
      coefficients.forEach((value, at) => expect(live.clustering(at).coefficient).toBeCloseTo(value, 12));
    }
  });

  it('refuses an account that it does not have', () => {
    const live = new LiveNetwork(3, false);
    expect(() => live.add(0, 3)).toThrow(expect.objectContaining({ reason: 'NETWORK_VERTEX_UNKNOWN' }));
    expect(() => live.add(-1, 0)).toThrow(expect.objectContaining({ reason: 'NETWORK_VERTEX_UNKNOWN' }));
    expect(live.add(1, 1)).toBe(false);
  });
});

describe('the coefficient of one account', () => {
  const random = seededRandom(1);
  const from = Array.from({ length: 6_000 }, () => Math.floor(random() * 300));
  const to = from.map(() => Math.floor(300 * random() ** 2));

  it.each([true, false])('is the one of all accounts (directed: %s)', async (directed) => {
    const network = buildNetwork({ from, to }, { vertices: 300, directed });
    const accounts = new AccountClusterings(network);
    (await localClustering(network)).forEach((value, at) => {
      const { coefficient, isSampled, error } = accounts.of(at);
      expect(coefficient).toBeCloseTo(value, 12);
      expect([isSampled, error]).toEqual([false, 0]);
    });
  });

  it.each([true, false])(
    'of a hub is sampled, within the error that it states (directed: %s)',
    async (directed) => {
      const network = buildNetwork({ from, to }, { vertices: 300, directed });
      const accounts = new AccountClusterings(network, { stepsMax: 0, samples: 200 });
      let outside = 0;
      let sampled = 0;
      (await localClustering(network)).forEach((value, at) => {
        const { coefficient, isSampled, error } = accounts.of(at);
        expect(accounts.of(at).coefficient).toBe(coefficient);
        sampled += isSampled ? 1 : 0;
        if (Math.abs(coefficient - value) > error + 1e-9) outside += 1;
      });
      expect(sampled).toBeGreaterThan(30);
      expect(outside).toBeLessThanOrEqual(0.12 * sampled);
    },
  );
});
