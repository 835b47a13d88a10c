/** Measures the built room on a graph of `rmat.mjs`, in a process of its own: `node measure.mjs GRAPH WORKERS`. Prints JSON. */
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

const room = await import(new URL('../dist/index.js', import.meta.url).href);
const workers = Number(process.argv[3]);
const report = {};

const network = await timed('build', () => build(process.argv[2]));
const coefficients = await timed('lcc', () => room.localClustering(network, { workers }));
const labels = await timed('cdlp', () => room.communities(network, { workers }));
await timed('wcc', () => room.components(network));
await timed('pageRank', () => room.pageRank(network, { workers, iterations: 10 }));
report.meanLcc = coefficients.reduce((sum, value) => sum + value, 0) / coefficients.length;
report.cdlpHash = labels.reduce((hash, label) => (Math.imul(hash, 31) + label) | 0, 0);
report.memoryMb = Math.round(process.resourceUsage().maxRSS / 1024);
if (workers === 1) {
  report.online = online();
  report.changesASecond = changes();
}
console.log(JSON.stringify(report));

/** What is read from the file is let go: memory is that of the engine with its input. */
function build(path) {
  const bytes = readFileSync(path);
  const all = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const [vertices, edges] = all;
  const from = new Uint32Array(edges);
  const to = new Uint32Array(edges);
  for (let at = 0; at < edges; at += 1) [from[at], to[at]] = [all[2 + 2 * at], all[3 + 2 * at]];
  const begin = performance.now();
  const built = room.buildNetwork({ from, to }, { vertices, directed: false });
  report.buildOnlyMs = Math.round(performance.now() - begin);
  return built;
}

async function timed(name, work) {
  const [cpu, begin] = [process.cpuUsage(), performance.now()];
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  report[name] = { ms: Math.round(performance.now() - begin), cpuS: (user + system) / 1e6 };
  return result;
}

function dice() {
  let state = 1;
  return (count) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
}

/** Accounts with counterparties, at random; then accounts as payments come to them; then the thousand largest hubs. */
function online() {
  const accounts = new room.AccountClusterings(network);
  const below = dice();
  const connected = network.vertexAt.filter((_, rank) => room.degreeAt(network, rank) > 0);
  const once = (vertex) => {
    const begin = performance.now();
    accounts.of(vertex);
    return performance.now() - begin;
  };
  for (let at = 0; at < 2000; at += 1) once(connected[below(connected.length)]);
  const anyone = Float64Array.from({ length: 20000 }, () => once(connected[below(connected.length)])).sort();
  const paid = Float64Array.from({ length: 20000 }, () =>
    once(network.vertexAt[network.upTo[below(network.edges)]]),
  ).sort();
  const hubs = Float64Array.from(network.vertexAt.slice(-1000), once).sort();
  return {
    p50Ms: anyone[10000],
    p99Ms: anyone[19800],
    endOfAnEdgeP50Ms: paid[10000],
    endOfAnEdgeP99Ms: paid[19800],
    worstOfHubsMs: hubs[999],
  };
}

/** Edges that are there are taken away and put back (ends are hubs, as edges have it); pairs at random are put in and taken away. */
function changes() {
  const live = room.LiveNetwork.from(network, coefficients);
  const below = dice();
  const rate = (count, change) => {
    const begin = performance.now();
    for (let at = 0; at < count; at += 1) change();
    return Math.round((2000 * count) / (performance.now() - begin));
  };
  const lowOf = new Uint32Array(network.edges);
  for (let rank = 0; rank < network.vertices; rank += 1)
    lowOf.fill(rank, network.upStart[rank], network.upStart[rank + 1]);
  const ofEdges = rate(200000, () => {
    const edge = below(network.edges);
    const [one, other] = [network.vertexAt[lowOf[edge]], network.vertexAt[network.upTo[edge]]];
    live.remove(one, other);
    live.add(one, other);
  });
  const ofPairs = rate(400000, () => {
    const [one, other] = [below(network.vertices), below(network.vertices)];
    live.add(one, other);
    live.remove(one, other);
  });
  return { ofEdges, ofPairs };
}
