import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { ParquetContent } from './parquet-content.js';

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'parquet-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

type Written = Parameters<typeof parquetWriteBuffer>[0];

async function contentOf(written: Written): Promise<ParquetContent> {
  const path = join(folder, 'events.parquet');
  await writeFile(path, new Uint8Array(parquetWriteBuffer(written)));
  return ParquetContent.open(path, await open(path, 'r'));
}

async function textFrom(content: ParquetContent, from: number): Promise<string> {
  const parts: Buffer[] = [];
  for (let at = from; ;) {
    const { bytes, isLast } = await content.read(at);
    parts.push(Buffer.from(bytes));
    at += bytes.length;
    if (isLast) return Buffer.concat(parts).toString();
  }
}

const at = new Date('2026-11-01T08:00:00.123Z');
const decimal = (type: 'INT64' | 'FIXED_LEN_BYTE_ARRAY', more: object = {}) =>
  ({
    type,
    converted_type: 'DECIMAL',
    scale: 2,
    precision: 18,
    repetition_type: 'OPTIONAL',
    ...more,
  }) as const;
const element = (name: string, type: object) => ({ name, repetition_type: 'OPTIONAL', ...type });

function eventsOf(count: number, amount: object = decimal('INT64')): Written {
  const ids = Array.from({ length: count }, (_, index) => `e${index}`);
  const columnData = [
    { name: 'id', data: ids },
    { name: 'at', data: ids.map(() => at) },
    // More digits than a float keeps.
    {
      name: 'amount',
      data: ids.map((_, index) => (index === 1 ? null : 9_007_199_254_740_993n * (index === 2 ? -1n : 1n))),
    },
    { name: 'fields.pieces', data: ids.map((_, index) => (index === 0 ? null : index)) },
  ];
  const schema = [
    { name: 'root', num_children: columnData.length },
    element('id', { type: 'BYTE_ARRAY', converted_type: 'UTF8' }),
    element('at', { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' }),
    element('amount', amount),
    element('fields.pieces', { type: 'INT32' }),
  ];
  return { columnData, schema, rowGroupSize: 700 } as Written;
}

const lineOf = (index: number): string =>
  JSON.stringify({
    id: `e${index}`,
    at: at.toISOString(),
    ...(index !== 1 && { amount: `${index === 2 ? '-' : ''}90071992547409.93` }),
    fields: index === 0 ? {} : { pieces: index },
  });

it.each([
  ['whole numbers of eight bytes', decimal('INT64')],
  ['bytes', decimal('FIXED_LEN_BYTE_ARRAY', { type_length: 9 })],
])('rows are lines, with amounts of %s to the last digit', async (_, amount) => {
  const content = await contentOf(eventsOf(4, amount));
  expect(await textFrom(content, 0)).toBe([0, 1, 2, 3].map((index) => `${lineOf(index)}\n`).join(''));
  await content.close();
});

it('the lines are the same wherever reading goes on, over row groups and parts', async () => {
  const content = await contentOf(eventsOf(12_000));
  const whole = await textFrom(content, 0);
  expect(whole.split('\n')).toHaveLength(12_001);
  for (const from of [whole.length, 1, whole.length - 5, 300_000, 600_001, 0])
    expect(await textFrom(content, from)).toBe(whole.slice(from));
  await content.close();
});

it('what is compressed otherwise is read too', async () => {
  const written = {
    ...eventsOf(3),
    codec: 'GZIP',
    compressors: { GZIP: (bytes: Uint8Array) => gzipSync(bytes) },
  };
  const content = await contentOf(written as Written);
  expect((await textFrom(content, 0)).split('\n')[2]).toBe(lineOf(2));
  await content.close();
});

it.each<[string, Written]>([
  ['floating-point numbers', { columnData: [{ name: 'amount', data: [1.5], type: 'DOUBLE' }] }],
  [
    'no time zone',
    {
      columnData: [{ name: 'at', data: [1n] }],
      schema: [
        { name: 'root', num_children: 1 },
        {
          ...{ name: 'at', type: 'INT64', repetition_type: 'REQUIRED' },
          logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' },
        },
      ],
    } as Written,
  ],
])('a file with %s is refused', async (problem, written) => {
  await expect(contentOf(written)).rejects.toThrow(problem);
});

it('a file that is none is refused', async () => {
  const path = join(folder, 'text.parquet');
  await writeFile(path, 'id,borrowerId\n1,2\n');
  await expect(ParquetContent.open(path, await open(path, 'r'))).rejects.toThrow('no Parquet file');
});
