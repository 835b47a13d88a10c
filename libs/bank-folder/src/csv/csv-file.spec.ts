import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  all,
  openSmallBank,
  removeFolders,
  smallFiles,
  smallManifest,
  writeFolder,
} from '../../test-data/temporary-bank.js';
import { openBankFolder } from '../index.js';
import { CsvFile } from './csv-file.js';

afterEach(removeFolders);

async function cellsOf(content: string | Buffer, delimiter = ','): Promise<(readonly string[])[]> {
  const folder = await writeFolder({ 'file.csv': content });
  const file = await CsvFile.open('file', 'file.csv', join(folder, 'file.csv'), delimiter);
  return [file.columns, ...(await all(file.rows())).map(({ cells }) => cells)];
}

const plain = [
  ['a', 'b'],
  ['1', '2'],
];

it.each([
  ['LF', 'a,b\n1,2\n', ','],
  ['CRLF', 'a,b\r\n1,2\r\n', ','],
  ['CR', 'a,b\r1,2', ','],
  ['no last line end', 'a,b\n1,2', ','],
  ['empty lines', '\na,b\n\n1,2\n\n', ','],
  ['a byte order mark', '\uFEFFa,b\n1,2\n', ','],
  ['a byte order mark before a quote', '\uFEFF"a","b"\n"1","2"\n', ','],
  ['semicolons', 'a;b\n1;2\n', ';'],
  ['tabs', 'a\tb\n1\t2\n', '\t'],
  ['bars', 'a|b\n1|2\n', '|'],
  ['blanks in the header', ' a , b \n1,2\n', ','],
  ['a delimiter that ends the header', 'a,b,\n1,2\n', ','],
])('reads a file with %s', async (_, content, delimiter) => {
  await expect(cellsOf(content, delimiter)).resolves.toEqual(plain);
});

it('reads gzip whatever the name', async () => {
  await expect(cellsOf(gzipSync('a,b\n1,2\n'))).resolves.toEqual(plain);
});

it('keeps delimiters, quotes and line ends inside quotes, and quotes inside a text', async () => {
  const content = 'a,b\r\n"x, y","say ""hi""\r\nthere"\r\nthe "Old" Ferry,2\r\n';
  await expect(cellsOf(content)).resolves.toEqual([
    ['a', 'b'],
    ['x, y', 'say "hi"\r\nthere'],
    ['the "Old" Ferry', '2'],
  ]);
});

it('reads CRLF and letters of several bytes across the pieces in which a big file arrives', async () => {
  const lines = Array.from({ length: 30_000 }, (_, index) => `${index},客户${index}`);
  const rows = await cellsOf(['id,name', ...lines].join('\r\n'));
  expect(rows.length).toBe(30_001);
  expect(rows.every(([id, name], index) => index === 0 || name === `客户${id}`)).toBe(true);
});

it('finds the file with or without .gz, in the given folder before the manifest’s', async () => {
  const given = await writeFolder({
    'payments.csv.gz': gzipSync('customer,paid_on,amount\n1,2023-05-01,77\n'),
  });
  const own = await writeFolder({ 'bank.json': JSON.stringify(smallManifest), ...smallFiles });
  const events = await all((await openBankFolder({ manifestFolder: own, filesFolder: given })).events());
  expect(events.map(({ amount }) => amount)).toEqual(['77']);
});

describe('a file that can not be read is named', () => {
  it.each([
    ['empty', '', /payments\.csv is empty/],
    [
      'a quote that is never closed',
      'customer,paid_on,amount\n"1,2,3\n1,2,3\n',
      /payments\.csv can not be read as CSV: a quote is opened/,
    ],
    [
      'half a gzip',
      gzipSync('customer,paid_on,amount\n1,2023-01-01,3\n').subarray(0, 30),
      /payments\.csv can not be read \(Z_/,
    ],
  ])('%s', async (_, content, message) => {
    const reading = async (): Promise<unknown> =>
      all((await openSmallBank(smallManifest, { 'payments.csv': content })).events());
    await expect(reading()).rejects.toMatchObject({
      path: 'bank.json/files/payments',
      message: expect.stringMatching(message),
    });
  });
});
