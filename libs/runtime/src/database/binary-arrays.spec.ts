import pg from 'pg';
import { startTestDatabase, type TestDatabase } from '@fanxing/testing';
import { bigintArray, byteaArray, textArray, timestamptzArray } from './binary-arrays.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await startTestDatabase({ sets: [] });
  client = new pg.Client(database.adminUrl);
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.stop();
});

async function readBack(type: string, array: Buffer): Promise<unknown> {
  const { rows } = await client.query<{ list: unknown }>(`SELECT array_to_json($1::${type}[]) AS list`, [
    array,
  ]);
  return rows[0]?.list;
}

it('what goes as binary arrays is what PostgreSQL reads', async () => {
  expect(await readBack('text', textArray(['a', null, '', '凡星 "{,}" \\ é']))).toEqual([
    'a',
    null,
    '',
    '凡星 "{,}" \\ é',
  ]);
  expect(await readBack('text', textArray(['CNY', null, '', '\u007f"']))).toEqual([
    'CNY',
    null,
    '',
    '\u007f"',
  ]);
  expect(await readBack('bytea', byteaArray([Buffer.of(0, 255, 7), null, Buffer.alloc(0)]))).toEqual([
    '\\x00ff07',
    null,
    '\\x',
  ]);
  expect(await readBack('bigint', bigintArray([-(10n ** 15n), null, 0n, 42n]))).toEqual([-1e15, null, 0, 42]);
  const moments = ['1969-07-20T20:17:40.123Z', '2026-11-28T00:00:00.001Z', '9999-12-31T23:59:59.999Z'];
  const list = await readBack('timestamptz', timestamptzArray(moments.map((text) => Date.parse(text))));
  expect((list as string[]).map((text) => new Date(text).toISOString())).toEqual(moments);
});
