import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fromEpochMs, type Clock } from '@fanxing/kernel';
import { startIdentityProvider, type IdentityProvider } from './index.js';

export const issuer = 'https://bank.example:8443/realms/fanxing';
export const adminSecret = 'a'.repeat(43);
export const clock: Clock = { now: () => fromEpochMs(Date.now()) };
export const acme = { tenant_id: 'tenant_01jd0000000000000000000000', environment: 'sandbox' };
export const client = {
  clientId: 'acme-core',
  serviceAccountsEnabled: true,
  secret: 'secret-'.repeat(6),
  attributes: acme,
};
export const person = {
  username: 'Wang@acme.example',
  enabled: true,
  attributes: { tenant_id: [acme.tenant_id], environment: [acme.environment] },
  credentials: [{ type: 'password', value: 'correct horse' }],
};

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly location: string;
}

/** A provider that runs anew, on a folder of its own, for each test of the file that calls this; and its callers. */
export function useRealm() {
  let keyFolder: string;
  const realm = { folder: '', provider: undefined as unknown as IdentityProvider };
  const start = (dataFolder: string) => startIdentityProvider({ issuer, adminSecret, clock, dataFolder });

  beforeAll(async () => {
    keyFolder = await newFolder();
    await (await start(keyFolder)).close();
  });
  // Making a key takes long: every test gets a copy of one.
  beforeEach(async () => {
    realm.folder = await newFolder();
    await copyFile(path.join(keyFolder, 'signing-keys.json'), path.join(realm.folder, 'signing-keys.json'));
    realm.provider = await start(realm.folder);
  });
  afterEach(async () => {
    await realm.provider.close();
    await rm(realm.folder, { recursive: true });
  });
  afterAll(() => rm(keyFolder, { recursive: true }));

  const restart = async (): Promise<void> => {
    await realm.provider.close();
    realm.provider = await start(realm.folder);
  };
  return Object.assign(realm, { restart, ...callers(() => realm.provider.internalUrl) });
}

function newFolder(): Promise<string> {
  return mkdtemp(path.join(os.tmpdir(), 'fanxing-identity-'));
}

function callers(url: () => string) {
  const send = async (address: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(url() + address, init);
    const text = await response.text();
    const body = (text ? JSON.parse(text) : {}) as Record<string, unknown>;
    return { status: response.status, body, location: response.headers.get('location') ?? '' };
  };
  const openid = (endpoint: string, form: Record<string, string>, headers: Record<string, string> = {}) => {
    const address = `/realms/fanxing/protocol/openid-connect/${endpoint}`;
    return send(address, { method: 'POST', body: new URLSearchParams(form), headers });
  };
  const serviceToken = (clientId: string, secret: string, more: Record<string, string> = {}) =>
    openid('token', {
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: secret,
      ...more,
    });
  const signIn = (password: string, scope = '') => {
    const who = { client_id: 'fanxing-cli', username: 'wang@acme.example', password };
    return openid('token', { grant_type: 'password', scope, ...who });
  };
  const admin = async (method: string, address: string, body?: unknown): Promise<Answer> => {
    const token = await serviceToken('fanxing-provisioning', adminSecret);
    return send(`/admin/realms/fanxing${address}`, {
      method,
      headers: { authorization: `Bearer ${String(token.body['access_token'])}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  };
  const make = async (address: string, body: unknown): Promise<string> => {
    const made = await admin('POST', address, body);
    expect(made.status).toBe(201);
    return made.location.slice(`/admin/realms/fanxing${address}/`.length);
  };
  const makeClient = () => make('/clients', client);
  const makePerson = () => make('/users', person);
  return { send, openid, serviceToken, signIn, admin, makeClient, makePerson };
}
