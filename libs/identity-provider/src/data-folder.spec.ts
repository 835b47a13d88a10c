import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { decodeProtectedHeader } from 'jose';
import { startIdentityProvider } from './index.js';
import { adminSecret, client, clock, issuer, useRealm } from './running-realm.fixture.js';

const realm = useRealm();
const { serviceToken, signIn, makeClient, makePerson } = realm;

describe('the data folder', () => {
  it('brings clients, people and keys over a restart, closed to other users', async () => {
    await makeClient();
    await makePerson();
    const before = String((await serviceToken('acme-core', client.secret)).body['access_token']);
    await writeFile(path.join(realm.folder, 'realm.json.new'), '{"half a change');
    await realm.restart();
    const after = String((await serviceToken('acme-core', client.secret)).body['access_token']);
    expect(decodeProtectedHeader(after).kid).toBe(decodeProtectedHeader(before).kid);
    expect((await signIn('correct horse')).status).toBe(200);
    for (const file of ['realm.json', 'signing-keys.json'])
      expect((await stat(path.join(realm.folder, file))).mode & 0o777).toBe(0o600);
  });

  it('is named when it can not be written', async () => {
    const file = path.join(realm.folder, 'a-file');
    await writeFile(file, '');
    const dataFolder = path.join(file, 'identity');
    await expect(startIdentityProvider({ issuer, adminSecret, clock, dataFolder })).rejects.toThrow(
      dataFolder,
    );
  });

  it('is not begun for an issuer that verifiers could not address', async () => {
    const options = { adminSecret, clock, dataFolder: realm.folder };
    await expect(startIdentityProvider({ ...options, issuer: 'https://bank.example/' })).rejects.toThrow(
      /realms/,
    );
  });
});
