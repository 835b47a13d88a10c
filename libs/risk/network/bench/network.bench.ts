import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

jest.setTimeout(1_800_000);

/** 1 M vertices and 10 M edges; `SCALE=16 EDGES=500000` is a quick look. */
const scale = process.env['SCALE'] ?? '20';
const edges = process.env['EDGES'] ?? '10000000';

const folder = mkdtempSync(join(tmpdir(), 'fanxing-bench-'));
const graph = join(folder, 'graph.bin');
const here = (name: string): string => join(import.meta.dirname, name);
const pythons = ['/usr/bin/python3', 'python3'];

interface Measured {
  readonly buildOnlyMs: number;
  readonly lcc: { readonly ms: number; readonly cpuS: number };
  readonly cdlp: { readonly ms: number; readonly cpuS: number };
  readonly meanLcc: number;
  readonly cdlpHash: number;
  readonly memoryMb: number;
}

type Peer = Readonly<Record<string, number | string>>;

beforeAll(() => {
  execFileSync(process.execPath, [here('rmat.mjs'), scale, edges, '42', graph]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function measured(workers: number): Measured {
  return JSON.parse(
    execFileSync(process.execPath, [here('measure.mjs'), graph, String(workers)]).toString(),
  ) as Measured;
}

/** The same algorithm compiled by g++; null where there is none. */
function compiled(): Peer | null {
  const program = join(folder, 'same-algorithm');
  return attempt(() => {
    execFileSync('g++', ['-O3', '-march=native', '-std=c++17', here('same-algorithm.cpp'), '-o', program]);
    return JSON.parse(execFileSync(program, [graph]).toString()) as Peer;
  });
}

/** igraph by its Python interface (`apt-get install python3-igraph`); null where there is none. */
function igraph(): Peer | null {
  for (const python of pythons) {
    const peer = attempt(
      () => JSON.parse(execFileSync(python, [here('beside-igraph.py'), graph]).toString()) as Peer,
    );
    if (peer) return peer;
  }
  return null;
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

it('networks: measures, memory, one account and changes, beside igraph and C++', () => {
  const one = measured(1);
  const two = measured(2);
  const cpp = compiled();
  const peer = igraph();
  const ratio = (other: Peer | null, name: 'lcc' | 'cdlp'): number | string =>
    other ? Number((Number(other[name]) / one[name].cpuS).toFixed(2)) : 'not installed';
  const report = {
    graph: `R-MAT scale ${scale}, ${edges} edges, seed 42`,
    one,
    two,
    cpp,
    igraph: peer,
    timesIgraphLcc: ratio(peer, 'lcc'),
    timesCppLcc: ratio(cpp, 'lcc'),
    timesCppCdlp: ratio(cpp, 'cdlp'),
    twoWorkersFasterLcc: Number((one.lcc.ms / two.lcc.ms).toFixed(2)),
    twoWorkersFasterCdlp: Number((one.cdlp.ms / two.cdlp.ms).toFixed(2)),
  };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  expect(two.cdlpHash).toBe(one.cdlpHash);
  for (const other of [cpp, peer]) if (other) expect(Number(other['meanLcc'])).toBeCloseTo(one.meanLcc, 9);
  if (cpp) expect(cpp['cdlpHash']).toBe(one.cdlpHash);
});
