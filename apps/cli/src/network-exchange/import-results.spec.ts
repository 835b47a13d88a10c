import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CliError } from '../cli-error.js';
import type { MeasureName } from '../network/measure-network.js';
import { computed, exported, imported, measures, place } from './exchange-story.fixture.js';
import { writeRows, type Row } from './stand-in-engine.fixture.js';

jest.setTimeout(60_000);

describe('what comes back is refused', () => {
  let untouched: string;
  beforeAll(async () => {
    untouched = await exported('untouched');
    for (const measure of measures)
      writeRows(join(untouched, 'results', measure), await computed(untouched, measure));
  });

  let count = 0;
  const copied = (): string => {
    count += 1;
    const copy = place(`copy-${count}`);
    cpSync(untouched, copy, { recursive: true });
    cpSync(`${untouched}.ids`, `${copy}.ids`);
    return copy;
  };
  const change = (file: string, by: (bytes: Buffer) => void): void => {
    const bytes = readFileSync(file);
    by(bytes);
    writeFileSync(file, bytes);
  };
  async function refusal(folder: string, measure: MeasureName, ids?: string): Promise<Partial<CliError>> {
    const error = await imported(folder, measure, ids).then(
      () => undefined,
      (reason: unknown) => reason as CliError,
    );
    expect(existsSync(`${folder}.${measure}.txt`)).toBe(false);
    return { ...error };
  }

  it.each(measures)('where one value of %s is not what the edges give', async (measure) => {
    const folder = copied();
    const rows = await computed(folder, measure);
    const row = rows.find(({ id }) => id === 17)!;
    row['value'] =
      measure === 'lcc' || measure === 'pagerank' ? row['value']! + 1e-6 : (row['value']! + 1) % 62;
    writeRows(join(folder, 'results', measure), rows);
    const refused = await refusal(folder, measure);
    expect(refused).toMatchObject({
      status: 3,
      code: 'NETWORK_RESULTS_DIFFER',
      details: { got: expect.any(Number) },
    });
    // Whose rank is wrong can be seen from its neighbours' too: the farthest from what it should be is named.
    if (measure !== 'pagerank') expect(refused).toMatchObject({ details: { vertex: 17 } });
  });

  it('where one byte of a file is another, or a file or the manifest is gone', async () => {
    const chunk = 'edge/account_pays_account/ordered_by_source/adj_list/part0/chunk0';
    const [bytes, gone, bare] = [copied(), copied(), copied()];
    change(join(bytes, chunk), (all) => (all[100]! ^= 1));
    rmSync(join(gone, 'network.graph.yml'));
    rmSync(join(bare, 'manifest.json'));
    for (const [folder, file] of [
      [bytes, chunk],
      [gone, 'network.graph.yml'],
      [bare, 'manifest.json'],
    ] as const)
      expect(await refusal(folder, 'lcc')).toMatchObject({
        status: 3,
        code: 'NETWORK_EXPORT_ALTERED',
        details: { file },
      });
  });

  it('where somebody changed the edges and made a manifest that fits', async () => {
    const folder = copied();
    change(join(folder, 'manifest.json'), (all) => all.write('"edges": 1', all.indexOf('"edges": ')));
    expect(await refusal(folder, 'lcc')).toMatchObject({
      code: 'NETWORK_EXPORT_ALTERED',
      details: { file: 'manifest.json' },
    });
  });

  it('where the ids are others', async () => {
    const folder = copied();
    change(`${folder}.ids`, (all) => all.write('9', all.lastIndexOf('62220202')));
    expect(await refusal(folder, 'lcc')).toMatchObject({ status: 3, code: 'NETWORK_IDS_ALTERED' });
    writeFileSync(`${folder}.ids`, 'no ids\n');
    expect(await refusal(folder, 'lcc')).toMatchObject({ status: 3, code: 'NETWORK_IDS_ALTERED' });
    expect(await refusal(folder, 'lcc', place('none'))).toMatchObject({ status: 3, code: 'FILE_UNREADABLE' });
    const other = await exported('another', { directed: true });
    expect(await refusal(folder, 'lcc', `${other}.ids`)).toMatchObject({ code: 'NETWORK_EXPORT_ALTERED' });
  });

  it.each<[string, (rows: Row[]) => Row[], object]>([
    [
      'a vertex is missing',
      (rows) => rows.slice(1),
      { code: 'NETWORK_RESULTS_INCOMPLETE', details: { missing: 1, vertex: 0 } },
    ],
    [
      'a vertex is there twice',
      (rows) => [...rows, rows[5]!],
      { code: 'NETWORK_RESULTS_MALFORMED', details: { vertex: 5 } },
    ],
    [
      'a vertex is unknown',
      (rows) => [...rows, { id: 62, value: 0.5 }],
      { code: 'NETWORK_RESULTS_MALFORMED' },
    ],
    [
      'a value can not be',
      (rows) => rows.map((row) => ({ ...row, value: row['id'] === 3 ? 1.5 : row['value']! })),
      { code: 'NETWORK_RESULTS_MALFORMED', details: { vertex: 3 } },
    ],
    [
      'a value is no number',
      (rows) => rows.map((row) => ({ ...row, value: row['id'] === 3 ? Number.NaN : row['value']! })),
      { code: 'NETWORK_RESULTS_MALFORMED', details: { vertex: 3 } },
    ],
    [
      'a column has another name',
      (rows) => rows.map(({ id, value }) => ({ id: id!, lcc: value! })),
      { code: 'NETWORK_RESULTS_MALFORMED', details: { column: 'value' } },
    ],
  ])('where %s', async (_, spoil, refused) => {
    const folder = copied();
    writeRows(join(folder, 'results/lcc'), spoil(await computed(folder, 'lcc')));
    expect(await refusal(folder, 'lcc')).toMatchObject({ status: 3, ...refused });
  });

  it('where there is no result, or a file that is none', async () => {
    const folder = copied();
    writeFileSync(join(folder, 'results/lcc/part-00000.snappy.parquet'), 'no rows');
    expect(await refusal(folder, 'lcc')).toMatchObject({ status: 3, code: 'NETWORK_RESULTS_MALFORMED' });
    rmSync(join(folder, 'results'), { recursive: true });
    expect(await refusal(folder, 'lcc')).toMatchObject({ status: 3, code: 'FILE_UNREADABLE' });
  });
});
