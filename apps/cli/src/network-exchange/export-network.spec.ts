import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fanxing } from '../cli.fixture.js';
import { measureNetwork, type MeasureName } from '../network/measure-network.js';
import {
  computed,
  edges,
  exported,
  imported,
  measures,
  place,
  quietly,
  root,
  vertices,
} from './exchange-story.fixture.js';
import { exportNetwork, type ExportOptions } from './export-network.js';
import { importResults } from './import-results.js';
import { columnIn, rowsBelow, writeRows, type Row } from './stand-in-engine.fixture.js';

jest.setTimeout(60_000);

async function own(measure: MeasureName, directed: boolean): Promise<string[]> {
  const out = place(`own-${measure}.txt`);
  await measureNetwork(measure, { edges, vertices, directed, out });
  return readFileSync(out, 'utf8').trimEnd().split('\n');
}

describe.each([false, true])('a network for another engine (directed: %s)', (directed) => {
  let folder: string;
  beforeAll(async () => void (folder = await exported(`whole-${directed}`, { directed })));

  it.each(measures)('gives the same %s as at home', async (measure) => {
    writeRows(join(folder, 'results', measure), await computed(folder, measure));
    const [there, here] = [await imported(folder, measure), await own(measure, directed)];
    if (measure !== 'pagerank') return expect(there).toEqual(here);
    expect(there.map((line) => line.split(' ')[0])).toEqual(here.map((line) => line.split(' ')[0]));
    const value = (line: string): number => Number(line.split(' ')[1]);
    there.forEach((line, at) => expect(value(line)).toBeCloseTo(value(here[at]!), 9));
  });

  it('names no account, amount or moment, and knows each of its files', () => {
    const files = (
      JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { files: { path: string }[] }
    ).files;
    const found = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('results'))
      .map((entry) => join(entry.parentPath, entry.name));
    expect(found.sort()).toEqual(
      [...files.map((file) => join(folder, file.path)), join(folder, 'manifest.json')].sort(),
    );
    for (const file of found) expect(readFileSync(file).includes('62220202')).toBe(false);
    expect(readFileSync(`${folder}.ids`).includes('62220202')).toBe(true);
    expect(statSync(`${folder}.ids`).mode & 0o777).toBe(0o600);
  });

  it('has its edges by source and by destination, each once, with where each vertex begins', async () => {
    const side = (name: string): string => join(folder, 'edge/account_pays_account', name);
    const pairs = (rows: Row[]) =>
      rows.map((row) => [row['_graphArSrcIndex']!, row['_graphArDstIndex']!] as const);
    const bySource = pairs(await rowsBelow(join(side('ordered_by_source'), 'adj_list')));
    const byTarget = pairs(await rowsBelow(join(side('ordered_by_dest'), 'adj_list')));
    const order = (one: readonly number[], other: readonly number[]) =>
      one[0]! - other[0]! || one[1]! - other[1]!;
    expect(bySource).toEqual([...bySource].sort(order));
    expect(byTarget.map(([from, to]) => [to, from])).toEqual(
      bySource.map(([from, to]) => [to, from]).sort(order),
    );
    expect(new Set(bySource.map(String)).size).toBe(bySource.length);
    if (!directed) expect(bySource.every(([from, to]) => from < to)).toBe(true);
    const offsets = await columnIn(join(side('ordered_by_source'), 'offset/chunk0'), '_graphArOffset');
    expect(offsets).toHaveLength(2 ** 18 + 1);
    for (const [vertex, begin] of offsets.slice(0, 62).entries())
      expect(bySource.slice(begin, offsets[vertex + 1]).every(([from]) => from === vertex)).toBe(true);
    expect(readFileSync(join(side('ordered_by_source'), 'edge_count0')).readBigInt64LE()).toBe(
      BigInt(bySource.length),
    );
  });
});

describe('an export', () => {
  it('of more vertices than a chunk holds has a part for each chunk', async () => {
    const chain = place('chain.txt');
    const length = 2 ** 18 + 10;
    writeFileSync(chain, Array.from({ length }, (_, at) => `${at} ${at + 1}\n`).join(''));
    const out = place('chain');
    // As a shell runs it: so many rows are slow in a test's sandbox.
    const ran = await fanxing(['network', 'export', '--edges', chain, '--ids', `${out}.ids`, '--out', out]);
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    const side = join(out, 'edge/account_pays_account/ordered_by_dest');
    expect(readdirSync(join(side, 'adj_list'))).toEqual(['part0', 'part1']);
    const last = await rowsBelow(join(side, 'adj_list/part1'));
    expect(last.at(0)).toEqual({ _graphArSrcIndex: 2 ** 18 - 1, _graphArDstIndex: 2 ** 18 });
    expect(last).toHaveLength(11);
    expect(readFileSync(join(side, 'edge_count0')).readBigInt64LE()).toBe(2n ** 18n - 1n);
    const offsets = await columnIn(join(side, 'offset/chunk1'), '_graphArOffset');
    expect([...offsets.slice(0, 3), offsets.at(-1)]).toEqual([0, 1, 2, 11]);
    expect(await columnIn(join(out, 'vertex/account/id/chunk1'), 'id')).toHaveLength(11);
  });

  it('of payments has an edge for those who paid each other', async () => {
    const payments = place('payments.csv');
    writeFileSync(payments, 'from,to,amount,at\na b,c,1,2026-11-01\na b,c,2,2026-11-02\nc,d,3,2026-11-03\n');
    quietly();
    const out = place('paid');
    await exportNetwork({ payments, iterations: 10, out, ids: `${out}.ids` });
    writeRows(join(out, 'results/components'), await computed(out, 'components'));
    await importResults({
      from: out,
      ids: `${out}.ids`,
      measure: 'components',
      out: `${out}.txt`,
      sample: 1,
    });
    expect(readFileSync(`${out}.txt`, 'utf8')).toBe('a b a b\nc a b\nd a b\n');
  });

  it('of nothing is empty', async () => {
    const none = place('none.txt');
    writeFileSync(none, '');
    quietly();
    const out = place('nothing');
    await exportNetwork({ edges: none, iterations: 10, out, ids: `${out}.ids` });
    expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))).toMatchObject({
      vertices: 0,
      edges: 0,
    });
  });

  it('leaves nothing behind where a line can not be read, and writes over nothing', async () => {
    const bad = place('bad.txt');
    writeFileSync(bad, '1 2\n1\n');
    const out = place('bad');
    const options = ['--ids', `${out}.ids`, '--out', out];
    const ran = await fanxing(['network', 'export', '--edges', bad, ...options, '--json']);
    expect([ran.status, JSON.parse(ran.stdout)]).toMatchObject([
      3,
      { error: { code: 'NETWORK_TEXT_MALFORMED' } },
    ]);
    expect(readdirSync(root).filter((name) => name.startsWith('bad'))).toEqual(['bad.txt']);
    writeFileSync(bad, '1 2\n');
    writeFileSync(`${out}.ids`, 'of an older export');
    expect(await fanxing(['network', 'export', '--edges', bad, ...options])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('it is there already'),
    });
    expect(readFileSync(`${out}.ids`, 'utf8')).toBe('of an older export');
  });

  it.each([
    ['without a network', { edges: undefined }, /not given once/],
    ['with two networks', { payments: 'payments.csv' }, /not given once/],
    ['of payments with vertices', { edges: undefined, payments: 'payments.csv' }, /leave out --vertices/],
    ['that takes its ids along', { ids: place('wrong/ids.txt') }, /would leave with the network/],
  ])('%s is refused', async (_, more, message) => {
    await expect(exported('wrong', more as Partial<ExportOptions>)).rejects.toThrow(message);
    expect(existsSync(place('wrong'))).toBe(false);
  });
});
