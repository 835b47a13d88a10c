import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pkcs11RootKey, type Pkcs11Token } from './pkcs11-root-key.js';

const library = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/local/lib/softhsm/libsofthsm2.so'].find(existsSync);
const pin = '4711-0815';
let folder: string;
let place: Pkcs11Token;
let now = 1_800_000_000_000;
const clock = (): number => (now += 1_000);

beforeAll(() => {
  if (library === undefined)
    throw new Error(
      'SoftHSM2 is missing: install it (Debian: apt-get install softhsm2), then run this again',
    );
  folder = mkdtempSync(join(tmpdir(), 'fanxing-hsm-'));
  mkdirSync(join(folder, 'tokens'));
  writeFileSync(
    join(folder, 'softhsm2.conf'),
    `directories.tokendir = ${join(folder, 'tokens')}\nlog.level = ERROR\n`,
  );
  process.env['SOFTHSM2_CONF'] = join(folder, 'softhsm2.conf');
  const options = ['--init-token', '--free', '--label', 'bank', '--so-pin', pin, '--pin', pin];
  execFileSync('softhsm2-util', options, { stdio: 'pipe' });
  place = { library, token: 'bank', pin };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const about = Buffer.from('tenant_1/live/DATA/1');
const key = Buffer.alloc(32, 5);

/** Only one at a time: a process logs in to a token once. */
async function withRoot<Result>(work: (root: Pkcs11RootKey) => Promise<Result>): Promise<Result> {
  const root = await Pkcs11RootKey.open(place, clock);
  try {
    return await work(root);
  } finally {
    await root.close();
  }
}

describe('a root key in a security module', () => {
  it('wraps a key that it unwraps again, in another session too, and for nobody else', async () => {
    const wrapped = await withRoot((root) => root.wrap(key, about));
    expect(wrapped.wrapped.includes(key)).toBe(false);
    await withRoot(async (root) => {
      expect((await root.unwrap(wrapped, about)).equals(key)).toBe(true);
      const stranger = Buffer.from('tenant_2/live/DATA/1');
      await expect(root.unwrap(wrapped, stranger)).rejects.toMatchObject({ why: 'NOT_AUTHENTIC' });
      await expect(root.unwrap({ ...wrapped, rootKeyId: 'fanxing-root-0' }, about)).rejects.toMatchObject({
        why: 'ROOT_KEY_UNAVAILABLE',
      });
      expect((await root.unwrap(wrapped, about)).equals(key)).toBe(true);
    });
  });

  it('is rotated inside of the module, and the one before still unwraps', async () => {
    await withRoot(async (root) => {
      const before = await root.wrap(key, about);
      const id = await root.rotate();
      expect(id).not.toBe(before.rootKeyId);
      expect(await root.currentId()).toBe(id);
      expect((await root.wrap(key, about)).rootKeyId).toBe(id);
      expect((await root.unwrap(before, about)).equals(key)).toBe(true);
    });
  });

  it('says what is wrong with a library, a token or a PIN, and never the PIN', async () => {
    const wrong: [Partial<Pkcs11Token>, RegExp][] = [
      [{ library: '/nowhere.so' }, /library \/nowhere\.so can not be loaded/],
      [{ token: 'another' }, /has no token another/],
      [{ pin: 'wrong-pin' }, /token bank refuses the PIN/],
    ];
    for (const [part, message] of wrong) {
      const refused = Pkcs11RootKey.open({ ...place, ...part }, clock);
      await expect(refused).rejects.toThrow(message);
      await expect(refused).rejects.not.toThrow(/wrong-pin|4711/);
    }
  });
});
