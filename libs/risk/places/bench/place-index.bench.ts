import { PlaceIndex } from '../src/many-places/place-index.js';
import { placeKinds, type NearbyPlace } from '../src/surroundings/surroundings.js';
import type { Position } from '../src/index.js';

jest.setTimeout(1_800_000);

/** `PLACES=100000` is a quick look. */
const placesMax = Number(process.env['PLACES'] ?? '10000000');
const shops = 20_000;
const cities = 300;
/** Of a city's places, in degrees around its middle: one in ten stands in its centre. */
const spreads = [0.15, 0.02];

/** The multiplicative generator of Park and Miller; the same places every time. */
function diceOf(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Made-up cities of very different sizes; positions thin out from their middles. */
function positions(seed: number): () => Position {
  const middles = diceOf(5);
  const where = Array.from({ length: cities }, () => [20 + 25 * middles(), 100 + 22 * middles()] as const);
  const dice = diceOf(seed);
  return () => {
    const [latitude, longitude] = where[Math.floor(cities * dice() ** 2)]!;
    const spread = spreads[dice() < 0.1 ? 1 : 0]!;
    const away = (): number => (dice() + dice() + dice() + dice() - 2) * spread;
    return { latitude: latitude + away(), longitude: longitude + away() };
  };
}

function placesOf(): (at: number) => NearbyPlace {
  const next = positions(17);
  return (at) => ({
    kind: placeKinds[at % placeKinds.length]!,
    position: next(),
    trade: at % placeKinds.length === 0 ? `trade ${at % 97}` : null,
    peoplePerDay: null,
  });
}

/** On a machine that others use too, `cpuMs` is what a match costs, `wallMs` also what it waits for. */
interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Nearest rank. */
function spread(times: readonly number[]): {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
} {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => Number(sorted[Math.ceil(share * sorted.length) - 1]!.toFixed(3));
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

function measured(count: number) {
  const begun = performance.now();
  const placeAt = placesOf();
  const index = PlaceIndex.build(count, placeAt);
  const buildMs = performance.now() - begun;
  const nextShop = positions(23);
  let [found, most] = [0, 0];
  const match = (): Cost => {
    const shop = nextShop();
    const [cpu, start] = [process.cpuUsage(), performance.now()];
    const { counts } = index.neighbourhoodOf(shop, 'trade 3');
    const wallMs = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    const near = Object.values(counts).reduce((sum, number) => sum + number, 0);
    found += near;
    most = Math.max(most, near);
    return { wallMs, cpuMs: (user + system) / 1_000 };
  };
  for (let warm = 0; warm < 500; warm += 1) match();
  [found, most] = [0, 0];
  const costs = Array.from({ length: shops }, match);
  return {
    places: count,
    buildS: Number((buildMs / 1_000).toFixed(2)),
    megabytes: Number((index.bytes / 1e6).toFixed(1)),
    foundWithin500m: { mean: Math.round(found / shops), max: most },
    wallMs: spread(costs.map(({ wallMs }) => wallMs)),
    cpuMs: spread(costs.map(({ cpuMs }) => cpuMs)),
  };
}

it('matches a shop against all places around it', () => {
  const report = [placesMax / 10, placesMax / 3, placesMax].map((count) => measured(Math.round(count)));
  process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);
  expect(report.at(-1)!.cpuMs.p99).toBeLessThan(10);
});
