import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startIdentityProvider, type IdentityProvider } from '@fanxing/identity-provider';
import { decodeJwt } from 'jose';
import { systemClock as clock } from '../clock/index.js';
import { KeycloakAdmin } from './index.js';

// A password is hashed slowly on purpose.
jest.setTimeout(60_000);

const issuer = 'https://bank.example/realms/fanxing';
const adminSecret = 'a'.repeat(43);
const tenantId = 'tenant_01jd0000000000000000000000';
const client = {
  clientId: 'acme-core',
  name: 'Core',
  tenantId,
  environment: 'sandbox',
  roles: ['lender'],
} as const;
const user = {
  username: 'Wang@acme.example',
  password: 'correct horse',
  tenantId,
  environment: 'live',
  roles: ['owner'],
} as const;

let keyFolder: string;
let folder: string;
let provider: IdentityProvider;
let admin: KeycloakAdmin;

/** Making a key takes long; every test gets a copy of one. */
beforeAll(async () => {
  keyFolder = await newFolder();
  await (await startIdentityProvider({ issuer, adminSecret, clock, dataFolder: keyFolder })).close();
});

afterAll(() => rm(keyFolder, { recursive: true }));

function newFolder(): Promise<string> {
  return mkdtemp(path.join(os.tmpdir(), 'fanxing-admin-'));
}

beforeEach(async () => {
  folder = await newFolder();
  await copyFile(path.join(keyFolder, 'signing-keys.json'), path.join(folder, 'signing-keys.json'));
  provider = await startIdentityProvider({ issuer, adminSecret, clock, dataFolder: folder });
  admin = new KeycloakAdmin({ serverUrl: provider.internalUrl, clientSecret: adminSecret, clock });
});

afterEach(async () => {
  await provider.close();
  await rm(folder, { recursive: true });
});

async function roles(form: Record<string, string>): Promise<unknown> {
  const address = `${provider.internalUrl}/realms/fanxing/protocol/openid-connect/token`;
  const response = await fetch(address, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token } = (await response.json()) as { access_token?: string };
  return access_token && (decodeJwt(access_token)['realm_access'] as { roles: unknown }).roles;
}

function signedIn({ clientId, clientSecret }: { clientId: string; clientSecret: string }): Promise<unknown> {
  return roles({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret });
}

function personSignedIn(password: string): Promise<unknown> {
  return roles({ grant_type: 'password', client_id: 'fanxing-cli', username: user.username, password });
}

describe('a program', () => {
  it('that is made again, as after a time-out, gets a new secret and loses the old one', async () => {
    const first = await admin.createServiceClient(client);
    const second = await admin.createServiceClient(client);
    expect(await signedIn(first)).toBeUndefined();
    expect(await signedIn(second)).toEqual(['lender']);
  });

  it.each([
    ['tenant', { tenantId: 'tenant_01jd0000000000000000000001' }],
    ['environment', { environment: 'live' as const }],
    ['set of roles', { roles: ['lender', 'owner'] as const }],
  ])('of another %s is not touched', async (_, change) => {
    const first = await admin.createServiceClient(client);
    const details = { what: 'client', name: 'acme-core' };
    await expect(admin.createServiceClient({ ...client, ...change })).rejects.toMatchObject({
      reason: 'ALREADY_EXISTS',
      details,
    });
    expect(await signedIn(first)).toEqual(['lender']);
  });

  it('whose making was cut short before it had its roles is completed', async () => {
    await admin.createServiceClient({ ...client, roles: [] });
    expect(await signedIn(await admin.createServiceClient(client))).toEqual(['lender']);
  });

  it('gets a new secret when its own is out', async () => {
    const first = await admin.createServiceClient(client);
    const second = await admin.rotateClientSecret('acme-core');
    expect([await signedIn(first), await signedIn(second)]).toEqual([undefined, ['lender']]);
  });

  it('that is disabled gets no token, and is not brought back by making it again', async () => {
    const first = await admin.createServiceClient(client);
    await admin.setClientEnabled('acme-core', false);
    expect(await signedIn(first)).toBeUndefined();
    await expect(admin.createServiceClient(client)).rejects.toMatchObject({ reason: 'ALREADY_EXISTS' });
    await expect(admin.setClientEnabled('nobody', false)).rejects.toMatchObject({ reason: 'NOT_FOUND' });
  });
});

describe('a person', () => {
  it('signs in with the password, and keeps it when made again with another', async () => {
    expect(await admin.createUser(user)).toEqual({ username: 'wang@acme.example' });
    await admin.createUser({ ...user, password: 'taken over!' });
    expect([await personSignedIn('correct horse'), await personSignedIn('taken over!')]).toEqual([
      ['owner'],
      undefined,
    ]);
  });

  it('is not given more roles, or moved to another tenant, by being made again', async () => {
    await admin.createUser(user);
    for (const change of [
      { roles: ['owner', 'approver'] as const },
      { tenantId: 'tenant_01jd0000000000000000000001' },
    ])
      await expect(admin.createUser({ ...user, ...change })).rejects.toMatchObject({
        reason: 'ALREADY_EXISTS',
      });
    expect(await personSignedIn('correct horse')).toEqual(['owner']);
  });

  it('can not sign in once disabled', async () => {
    await admin.createUser(user);
    await admin.setUserEnabled(user.username, false);
    expect(await personSignedIn('correct horse')).toBeUndefined();
  });

  it('needs a password that is worth the name', async () => {
    await expect(admin.createUser({ ...user, password: 'short' })).rejects.toMatchObject({
      reason: 'INPUT_INVALID',
    });
  });
});

it('says which service is missing while the provider is down or knows another secret', async () => {
  const stranger = new KeycloakAdmin({
    serverUrl: provider.internalUrl,
    clientSecret: 'b'.repeat(43),
    clock,
  });
  const expected = { reason: 'SERVICE_UNAVAILABLE', details: { service: 'identity' } };
  await expect(stranger.createServiceClient(client)).rejects.toMatchObject(expected);
  await provider.close();
  await expect(admin.createServiceClient(client)).rejects.toMatchObject(expected);
});
