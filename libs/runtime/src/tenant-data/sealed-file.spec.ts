import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDataKey } from '../encryption/sealed-value.js';
import { suiteNames, type SuiteName } from '../encryption/index.js';
import { filePartBytes, partsOf, readSealedPart, SealedFileWriter } from './sealed-file.js';

const folder = mkdtempSync(join(tmpdir(), 'fanxing-sealed-'));
const path = join(folder, 'file');
const place = { tenantId: 'tenant_a', environment: 'live', fileId: 'export_1' };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function aKey(suite: SuiteName) {
  return makeDataKey(suite, randomBytes(32), 1, { ...place, owner: 'export_1' }).key;
}

async function written(suite: SuiteName, content: Buffer, chunk: number) {
  const key = aKey(suite);
  const writer = await SealedFileWriter.create(path, key, place);
  for (let at = 0; at < content.length; at += chunk) await writer.write(content.subarray(at, at + chunk));
  expect(await writer.end()).toBe(content.length);
  return key;
}

describe.each(suiteNames)('a file under %s', (suite) => {
  it.each([0, 1, filePartBytes - 1, filePartBytes, filePartBytes + 1, 3 * filePartBytes])(
    'of %d bytes is read again from any part of it',
    async (bytes) => {
      const content = randomBytes(bytes);
      const key = await written(suite, content, 100_000);
      for (let part = 0; part < partsOf(bytes); part += 1) {
        const from = part * filePartBytes;
        const read = await readSealedPart(path, key, place, bytes, part);
        expect(read.equals(content.subarray(from, from + filePartBytes))).toBe(true);
      }
    },
  );
});

it('does not open when it was cut short, changed, mixed up or belongs to another', async () => {
  const bytes = 2 * filePartBytes;
  const key = await written('AES-256-GCM', randomBytes(bytes), filePartBytes);
  const whole = readFileSync(path);
  const read = (part: number, of = bytes, where = place) => readSealedPart(path, key, where, of, part);
  await expect(read(0, bytes, { ...place, fileId: 'export_2' })).rejects.toThrow(/NOT_AUTHENTIC/);
  writeFileSync(path, Buffer.concat([whole.subarray(whole.length / 2), whole.subarray(0, whole.length / 2)]));
  await expect(read(0)).rejects.toThrow(/NOT_AUTHENTIC/);
  writeFileSync(path, whole);
  truncateSync(path, whole.length / 2);
  await expect(read(0, filePartBytes)).rejects.toThrow(/NOT_AUTHENTIC/);
  whole.writeUInt8((whole[100] ?? 0) ^ 1, 100);
  writeFileSync(path, whole);
  await expect(read(0)).rejects.toThrow(/NOT_AUTHENTIC/);
});
