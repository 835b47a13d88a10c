import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileRootKey } from './file-root-key.js';

const folder = mkdtempSync(join(tmpdir(), 'fanxing-root-'));
const now = (): string => '2026-11-27T00:00:00Z';
const about = Buffer.from('tenant_1/live/DATA/1');
const key = Buffer.alloc(32, 9);
const fresh = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

describe('a root key in a file', () => {
  it('is made at the first start, for its owner alone, and stays', async () => {
    const root = await FileRootKey.open(fresh('first'), now);
    expect(statSync(fresh('first')).mode & 0o777).toBe(0o600);
    const wrapped = await root.wrap(key, about);
    const again = await FileRootKey.open(fresh('first'), now);
    expect((await again.unwrap(wrapped, about)).equals(key)).toBe(true);
  });

  it('is one, when two processes start at once', async () => {
    const both = await Promise.all([1, 2, 3, 4].map(() => FileRootKey.open(fresh('race'), now)));
    expect(new Set(await Promise.all(both.map((root) => root.currentId()))).size).toBe(1);
  });

  it('is refused when others may read it, and when it is damaged, with what to do', async () => {
    const path = fresh('open');
    await FileRootKey.open(path, now);
    const { keys } = JSON.parse(readFileSync(path, 'utf8')) as { keys: { key: string }[] };
    chmodSync(path, 0o644);
    await expect(FileRootKey.open(path, now)).rejects.toThrow(/read by others.*chmod 600/);
    chmodSync(path, 0o600);
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -20));
    const damaged = FileRootKey.open(path, now);
    await expect(damaged).rejects.toThrow(/is damaged/);
    await expect(damaged).rejects.not.toThrow(keys[0]?.key ?? 'no key');
  });

  it('can not be made where nothing can be written, and says where', async () => {
    await expect(FileRootKey.open('/proc/nowhere/root-key.json', now)).rejects.toThrow(
      /root-key\.json can not be written.*FANXING_ROOT_KEY_FILE/,
    );
  });

  it('unwraps for whom it wrapped, and what nobody has changed', async () => {
    const root = await FileRootKey.open(fresh('first'), now);
    const wrapped = await root.wrap(key, about);
    const other = Buffer.from('tenant_2/live/DATA/1');
    await expect(root.unwrap(wrapped, other)).rejects.toMatchObject({ why: 'NOT_AUTHENTIC' });
    const changed = Buffer.from(Uint8Array.from(wrapped.wrapped));
    changed[20] = (changed[20] ?? 0) ^ 1;
    await expect(root.unwrap({ ...wrapped, wrapped: changed }, about)).rejects.toMatchObject({
      why: 'NOT_AUTHENTIC',
    });
    await expect(root.unwrap({ ...wrapped, rootKeyId: 'root-0' }, about)).rejects.toMatchObject({
      why: 'ROOT_KEY_UNAVAILABLE',
    });
  });

  it('is rotated by one process and used by the others at once; the one before still unwraps', async () => {
    const path = fresh('rotated');
    const [one, other] = [await FileRootKey.open(path, now), await FileRootKey.open(path, now)];
    const before = await one.wrap(key, about);
    const id = await other.rotate();
    expect((await one.wrap(key, about)).rootKeyId).toBe(id);
    expect((await one.unwrap(before, about)).equals(key)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is rotated by one at a time: no key is lost', async () => {
    const path = fresh('twice');
    const roots = await Promise.all([1, 2, 3].map(() => FileRootKey.open(path, now)));
    const results = await Promise.allSettled(roots.map((root) => root.rotate()));
    const made = results.filter(({ status }) => status === 'fulfilled').length;
    const { keys } = JSON.parse(readFileSync(path, 'utf8')) as { keys: unknown[] };
    expect(keys).toHaveLength(1 + made);
    await expect(roots[0]?.rotate()).resolves.toMatch(/^root-/);
  });
});
