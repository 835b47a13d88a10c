import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plantRings, simulateWorld } from '@fanxing/risk-network';
import { fanxing, type Ran } from '../cli.fixture.js';

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'fanxing-network-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function network(verb: string, ...options: string[]): Promise<Ran> {
  return fanxing(['network', verb, ...options]);
}

/** Two triangles that share a corner, and a pair; 9 is isolated. */
const edges = file('edges.txt', '# from to weight\n1 2\n2 3 0.5\n3 1\n3 1\n3 4\n4 5\n5 3\n6 7\n7 7\n');
const vertices = file('vertices.txt', '7\n6\n5\n4\n3\n2\n1\n9\n');

async function written(verb: string, ...options: string[]): Promise<string[]> {
  const ran = await network(verb, '--edges', edges, '--out', '-', ...options);
  expect([ran.status, ran.stderr]).toEqual([0, '']);
  return ran.stdout.trimEnd().split('\n');
}

describe('measures of a file of edges', () => {
  it('are written by id', async () => {
    expect(await written('lcc')).toEqual(['1 1', '2 1', `3 ${1 / 3}`, '4 1', '5 1', '6 0', '7 0']);
    expect(await written('components')).toEqual(['1 1', '2 1', '3 1', '4 1', '5 1', '6 6', '7 6']);
    expect(await written('communities', '--iterations', '1')).toEqual([
      '1 2',
      '2 1',
      '3 1',
      '4 3',
      '5 3',
      '6 7',
      '7 6',
    ]);
  });

  it('are written in the order of the vertices, isolated ones too', async () => {
    expect(await written('lcc', '--vertices', vertices, '--directed')).toEqual([
      '7 0',
      '6 0',
      '5 0.5',
      '4 0.5',
      `3 ${2 / 12}`,
      '2 0.5',
      '1 0.5',
      '9 0',
    ]);
  });

  it('are the same with several threads', async () => {
    expect(await written('pagerank', '--workers', '2')).toEqual(await written('pagerank'));
    const sum = (await written('pagerank', '--vertices', vertices)).reduce(
      (all, line) => all + Number(line.split(' ')[1]),
      0,
    );
    expect(sum).toBeCloseTo(1, 12);
  });

  it('of no edges are none', async () => {
    const out = join(folder, 'none.txt');
    expect((await network('lcc', '--edges', file('empty.txt', ''), '--out', out)).status).toBe(0);
    expect(readFileSync(out, 'utf8')).toBe('');
  });

  it.each([
    ['1 2\n1\n', 3, /edges.bad:2\)/],
    ['1 2 heavy\n', 3, /the weight heavy is no number/],
  ])('of %j fail with status %i and the line', async (text, status, message) => {
    const ran = await network('lcc', '--edges', file('edges.bad', text), '--out', '-');
    expect([ran.status, ran.stdout]).toEqual([status, '']);
    expect(ran.stderr).toMatch(message);
  });

  it('fail with status 3 where an edge names none of the vertices, or a file is not there; with 2 where nothing is named', async () => {
    const few = file('few.txt', '1\n');
    const ran = await network('lcc', '--edges', edges, '--vertices', few, '--out', '-', '--json');
    expect(ran.status).toBe(3);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      error: { code: 'NETWORK_TEXT_MALFORMED', details: { line: 2 } },
    });
    expect((await network('lcc', '--edges', '/nowhere/edges', '--out', '-')).status).toBe(3);
    expect((await network('lcc', '--edges', edges, '--out', '/nowhere/out')).status).toBe(1);
    expect((await network('lcc', '--edges', edges)).stderr).toMatch(/--out not given/);
    expect((await network('communities', '--edges', edges, '--out', '-', '--iterations', '0')).status).toBe(
      2,
    );
  });
});

describe('pictures', () => {
  it('of an account are written as SVG', async () => {
    const { stdout } = await network('draw', '--edges', edges, '--around', '3', '--out', '-');
    expect(stdout).toMatch(/^<svg [^>]+>.*degree 4, clustering coefficient 0.3333/s);
  });

  it('of an account that is not there fail with status 3', async () => {
    const ran = await network('draw', '--edges', edges, '--around', '33', '--out', '-');
    expect([ran.status, ran.stdout]).toEqual([3, '']);
    expect(ran.stderr).toMatch(/no edge names 33/);
  });
});

describe('payments', () => {
  const world = simulateWorld({ seed: 5, individuals: 300, days: 35 });
  const planted = plantRings({
    seed: 6,
    rings: 2,
    kinds: ['cash-out shop'],
    recruits: [...world.roles].filter(([, role]) => role === 'person').map(([id]) => id),
    fromMs: world.startMs + 21 * 86_400_000,
    untilMs: world.startMs + 35 * 86_400_000,
  });
  const lines = [...world.payments, ...planted.payments].map(
    ({ from, to, amount, at }) => `${from},${to},${amount},${at}`,
  );
  const payments = file('payments.csv', `from,to,amount,at\n${lines.join('\n')}\n`);

  it('tell merchants from individuals, with the evidence', async () => {
    const { status, stdout } = await network('classify', '--payments', payments, '--json');
    const { accounts } = JSON.parse(stdout) as {
      accounts: { id: string; kind: string; probability: number; evidence: object }[];
    };
    expect([status, accounts.length > 300]).toEqual([0, true]);
    const stalls = accounts.filter(({ id }) => world.roles.get(id) === 'stall');
    expect(stalls.filter(({ kind }) => kind === 'merchant').length / stalls.length).toBeGreaterThan(0.8);
    expect(accounts[0]!.evidence).toMatchObject({
      degree: expect.any(Number),
      coefficient: expect.any(Number),
    });
  });

  it('show rings with members and buyers, and draw them', async () => {
    const ran = await network('rings', '--payments', payments, '--window', '7d', '--draw', folder, '--json');
    const { rings } = JSON.parse(ran.stdout) as {
      rings: { members: string[]; buyers: string[]; window: object; scores: { probability: number } }[];
    };
    expect(rings).toHaveLength(2);
    for (const { members, buyers } of planted.rings) {
      const ring = rings.find(
        (one) => members.filter((id) => one.members.includes(id)).length > members.length / 2,
      )!;
      expect(buyers.filter((id) => ring.buyers.includes(id)).length).toBeGreaterThan(buyers.length * 0.8);
      expect(ring.scores.probability).toBeGreaterThan(0.7);
    }
    expect(readdirSync(folder).filter((name) => /^ring-\d\.svg$/.test(name))).toHaveLength(2);
  });

  it.each([
    ['from,to,amount\n', /the column at is missing/],
    ['from,to,amount,at,colour\n', /the column colour is not one of these/],
    ['from,to,amount,at\na,b,1\n', /CSV.*bad.csv:2/],
    ['from,to,amount,at\na,b,1,2026-01-01\na,b,-1,2026-01-01\n', /amount -1 .*bad.csv:3/],
  ])('of %j fail with status 3', async (text, message) => {
    const ran = await network('classify', '--payments', file('bad.csv', text));
    expect([ran.status, ran.stdout]).toEqual([3, '']);
    expect(ran.stderr).toMatch(message);
  });
});
