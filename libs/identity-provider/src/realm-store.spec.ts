import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RealmFile } from './realm-file.js';
import { RealmStore } from './realm-store.js';

let folder: string;
const stores: RealmStore[] = [];
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'fanxing-realm-'))));
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
  rmSync(folder, { recursive: true, force: true });
});

/** The realm as a process finds it that begins now; those before it have not been closed. */
async function opened(): Promise<RealmStore> {
  const store = await RealmStore.open(folder, []);
  stores.push(store);
  return store;
}

const person = (username: string) => ({ username, enabled: true, roles: [] });
const journal = (): string => path.join(folder, 'realm-changes.ndjson');

describe('the realm on the disk', () => {
  it('has every change that was answered, although nobody closed it', async () => {
    const store = await opened();
    const ann = await store.addUser(person('ann@north'));
    const bob = await store.addUser(person('bob@north'));
    if (!ann || !bob) throw new Error('they are new');
    await store.changeUser(ann.id, () => ({ roles: ['owner'] }));
    await store.remove('users', bob.id);
    const north = await store.addOrganization({ name: 'north', members: [ann.id] });
    await store.revoke('a token', 2_000, 1_000);
    const again = await opened();
    expect(again.userNamed('ANN@north')).toMatchObject({ id: ann.id, roles: ['owner'] });
    expect(again.userNamed('bob@north')).toBeUndefined();
    expect(again.organizationNamed('north')).toEqual(north);
    expect(again.isRevoked('a token')).toBe(true);
    expect([
      statSync(journal()).mode & 0o777,
      statSync(path.join(folder, 'realm.json')).mode & 0o777,
    ]).toEqual([0o600, 0o600]);
  });

  it('does without a last line that a crash has cut, and goes on behind it', async () => {
    const store = await opened();
    await store.addUser(person('ann@north'));
    appendFileSync(journal(), '{"put":"users","entry":{"id":"half');
    const again = await opened();
    await again.addUser(person('bob@north'));
    const last = await opened();
    expect([last.userNamed('ann@north'), last.userNamed('bob@north')].map((user) => user?.username)).toEqual([
      'ann@north',
      'bob@north',
    ]);
  });

  it('means the same when it was written anew and the changes before are made once more', async () => {
    const store = await opened();
    const ann = await store.addUser(person('ann@north'));
    if (!ann) throw new Error('she is new');
    await store.changeUser(ann.id, () => ({ roles: ['owner'] }));
    await store.changeUser(ann.id, () => ({ roles: ['support'] }));
    const changes = readFileSync(journal(), 'utf8');
    // A crash between writing everything and letting the changes go.
    await opened();
    appendFileSync(journal(), changes);
    expect((await opened()).userNamed('ann@north')?.roles).toEqual(['support']);
  });

  it('takes changes at once one after the other, and no name twice', async () => {
    const store = await opened();
    const made = await Promise.all(Array.from({ length: 10 }, () => store.addUser(person('ann@north'))));
    expect(made.filter(Boolean)).toHaveLength(1);
    const id = store.userNamed('ann@north')?.id ?? '';
    await Promise.all(
      Array.from({ length: 10 }, (_, place) =>
        store.changeUser(id, ({ roles }) => ({ roles: [...roles, `role-${place}`] })),
      ),
    );
    expect(store.userNamed('ann@north')?.roles).toHaveLength(10);
    expect((await RealmFile.read(folder))?.users).toEqual([]);
  });
});
