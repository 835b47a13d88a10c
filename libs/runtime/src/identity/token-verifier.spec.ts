import { createPrivateKey, createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startIdentityProvider, type IdentityProvider } from '@fanxing/identity-provider';
import { Fault, fromEpochMs } from '@fanxing/kernel';
import { SignJWT, UnsecuredJWT, decodeJwt, type JWTHeaderParameters, type JWTPayload } from 'jose';
import type { Claims } from './token-claims.js';
import {
  createTokenVerifier,
  KeycloakAdmin,
  type TokenVerifier,
  type TokenVerifierOptions,
} from './index.js';

const issuer = 'https://bank.example/realms/fanxing';
const adminSecret = 'a'.repeat(43);
const tenantId = 'tenant_01jd0000000000000000000000';
let aheadMs = 0;
const clock = { now: () => fromEpochMs(Date.now() + aheadMs) };

let keyFolder: string;
let folder: string;
let provider: IdentityProvider;
let admin: KeycloakAdmin;
let verifier: TokenVerifier;

/** Making a key takes long; every test gets a copy of one. */
beforeAll(async () => {
  keyFolder = await newFolder();
  await (await startIdentityProvider({ issuer, adminSecret, clock, dataFolder: keyFolder })).close();
});

afterAll(() => rm(keyFolder, { recursive: true }));

function newFolder(): Promise<string> {
  return mkdtemp(path.join(os.tmpdir(), 'fanxing-tokens-'));
}

beforeEach(async () => {
  aheadMs = 0;
  folder = await newFolder();
  await copyFile(path.join(keyFolder, 'signing-keys.json'), path.join(folder, 'signing-keys.json'));
  provider = await startIdentityProvider({ issuer, adminSecret, clock, dataFolder: folder });
  admin = new KeycloakAdmin({ serverUrl: provider.internalUrl, clientSecret: adminSecret, clock });
  verifier = newVerifier();
});

afterEach(async () => {
  await provider.close();
  await rm(folder, { recursive: true });
});

function newVerifier(more: Partial<TokenVerifierOptions> = {}): TokenVerifier {
  return createTokenVerifier({
    issuer,
    internalIssuerUrl: `${provider.internalUrl}/realms/fanxing`,
    clock,
    ...more,
  });
}

async function ask(
  form: Record<string, string>,
  from = provider.internalUrl,
): Promise<Record<string, unknown>> {
  const address = `${from}/realms/fanxing/protocol/openid-connect/token`;
  return (await fetch(address, { method: 'POST', body: new URLSearchParams(form) })).json() as Promise<
    Record<string, unknown>
  >;
}

const provisioning = {
  grant_type: 'client_credentials',
  client_id: 'fanxing-provisioning',
  client_secret: adminSecret,
};
const lender = {
  clientId: 'acme-core',
  name: 'Core',
  tenantId,
  environment: 'sandbox',
  roles: ['lender'],
} as const;

async function clientToken(): Promise<string> {
  const { clientId, clientSecret } = await admin.createServiceClient(lender);
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  return String((await ask(form))['access_token']);
}

/** A token as only somebody with the issuer's own key could make it: a good one, but for what is changed. */
async function signed(change: Claims, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
  const kept = readFileSync(path.join(folder, 'signing-keys.json'), 'utf8');
  const [key] = (JSON.parse(kept) as { keys: [JsonWebKey] }).keys;
  const ourHeader = { kid: String(key['kid']), ...header };
  return sign(goodClaims(change), ourHeader, createPrivateKey({ key, format: 'jwk' }));
}

function sign(claims: JWTPayload, header: Partial<JWTHeaderParameters>, key: Parameters<SignJWT['sign']>[0]) {
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', ...header }).sign(key);
}

function goodClaims(change: Claims): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  const whole = {
    iss: issuer,
    aud: 'fanxing-api',
    typ: 'Bearer',
    azp: 'acme-core',
    client_id: 'acme-core',
    jti: 'one',
  };
  const ours = {
    tenant_id: tenantId,
    environment: 'sandbox',
    actor_kind: 'client',
    realm_access: { roles: ['lender'] },
  };
  return { ...whole, ...ours, sub: 'account', iat: now, exp: now + 300, ...change };
}

async function faultOf(token: string, by = verifier): Promise<string> {
  const error = await by.verify(`Bearer ${token}`).then(
    () => new Error('the token was accepted'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Fault)) throw error;
  return [error.reason, error.details['cause'] ?? error.details['service']].filter(Boolean).join(': ');
}

describe('a token of this issuer', () => {
  it('says for a program which tenant it works for, where, and with which roles', async () => {
    expect(await verifier.verify(`Bearer ${await clientToken()}`)).toEqual({
      tenantId,
      environment: 'sandbox',
      actor: { kind: 'client', id: 'acme-core' },
      roles: ['lender'],
    });
  });

  it('says the same for a person who signed in', async () => {
    const username = 'wang@acme.example';
    await admin.createUser({
      username,
      password: 'correct horse',
      tenantId,
      environment: 'live',
      roles: ['owner', 'approver'],
    });
    const form = { grant_type: 'password', client_id: 'fanxing-cli', username, password: 'correct horse' };
    const context = await verifier.verify(`bearer ${String((await ask(form))['access_token'])}`);
    expect(context).toMatchObject({ environment: 'live', actor: { kind: 'person', id: username } });
    expect([...context.roles].sort()).toEqual(['approver', 'owner']);
  });

  it('gives no role that the platform does not know', async () => {
    const roles = ['lender', 'constructor', 'offline_access', 'Owner'];
    const context = await verifier.verify(`Bearer ${await signed({ realm_access: { roles } })}`);
    expect(context.roles).toEqual(['lender']);
  });

  it('still counts after the provider was started anew on its folder', async () => {
    const token = await clientToken();
    await provider.close();
    provider = await startIdentityProvider({ issuer, adminSecret, clock, dataFolder: folder });
    expect(await newVerifier().verify(`Bearer ${token}`)).toMatchObject({ tenantId });
  });

  it('is checked once for a hundred requests at once, and from memory afterwards', async () => {
    const header = `Bearer ${await clientToken()}`;
    const contexts = await Promise.all(Array.from({ length: 100 }, () => verifier.verify(header)));
    expect(new Set(contexts).size).toBe(1);
    expect(await verifier.verify(header)).toBe(contexts[0]);
    verifier.forget(String(decodeJwt(header.slice(7)).jti));
    const again = await verifier.verify(header);
    expect(again).toEqual(contexts[0]);
    expect(again).not.toBe(contexts[0]);
  });
});

describe('nobody gets in', () => {
  it.each([undefined, '', 'Basic YTpi', 'Bearer', 'Token abc'])(
    'without a bearer token: %s',
    async (header) => {
      await expect(verifier.verify(header)).rejects.toMatchObject({ reason: 'TOKEN_MISSING' });
    },
  );

  it.each([
    'garbage',
    'a.b.c',
    `${Buffer.from('{"alg":"RS256","kid":"x"}').toString('base64url')}.e30.AAAA`,
    'x'.repeat(9000),
  ])('with something that is no token', async (text) => {
    expect(await faultOf(text)).toMatch(/^TOKEN_INVALID: (malformed|unknown key|too long)$/);
  });

  it('after the token has ended, remembered or not', async () => {
    const token = await clientToken();
    await verifier.verify(`Bearer ${token}`);
    aheadMs = 301_000;
    expect(await faultOf(token)).toBe('TOKEN_EXPIRED');
    expect(await faultOf(token, newVerifier())).toBe('TOKEN_EXPIRED');
  });

  it("with another issuer's token, even one that is signed by the same key", async () => {
    const foreign = await mkdtemp(path.join(os.tmpdir(), 'fanxing-tokens-'));
    const other = await startIdentityProvider({ issuer, adminSecret, clock, dataFolder: foreign });
    expect(await faultOf(String((await ask(provisioning, other.internalUrl))['access_token']))).toBe(
      'TOKEN_INVALID: unknown key',
    );
    await other.close();
    await rm(foreign, { recursive: true });
    expect(await faultOf(await signed({ iss: 'https://bank.example/realms/other' }))).toBe(
      'TOKEN_INVALID: issuer',
    );
  });

  it('with a token that is not signed, or signed with the public key as if it were a secret', async () => {
    const { kid, ...key } = (await publicKeys())[0] as JsonWebKey;
    expect(await faultOf(new UnsecuredJWT(goodClaims({})).encode())).toBe('TOKEN_INVALID: algorithm');
    const pem = createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    const forged = await sign(goodClaims({}), { alg: 'HS256', kid: String(kid) }, Buffer.from(pem));
    expect(await faultOf(forged)).toBe('TOKEN_INVALID: algorithm');
  });

  it('with a token that somebody else signed under the name of our key, or that brings its own key', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const kid = String((await publicKeys())[0]?.['kid']);
    expect(await faultOf(await sign(goodClaims({}), { kid }, privateKey))).toBe('TOKEN_INVALID: signature');
    const jwk = publicKey.export({ format: 'jwk' }) as { kty: string };
    for (const header of [
      { jku: 'http://127.0.0.1:1/keys' },
      { x5u: 'http://127.0.0.1:1/x' },
      { jwk },
      { x5c: ['AA'] },
    ])
      expect(await faultOf(await sign(goodClaims({}), { kid, ...header }, privateKey))).toMatch(/: header /);
  });

  it('with an id token, a refresh token, or a token that is for somebody else', async () => {
    const username = 'wang@acme.example';
    await admin.createUser({
      username,
      password: 'correct horse',
      tenantId,
      environment: 'live',
      roles: ['owner'],
    });
    const person = { username, password: 'correct horse', client_id: 'fanxing-cli' };
    const { id_token } = await ask({ grant_type: 'password', scope: 'openid', ...person });
    expect(await faultOf(String(id_token))).toBe('TOKEN_INVALID: audience');
    expect(await faultOf(await signed({ typ: 'ID' }))).toBe('TOKEN_INVALID: not an access token');
    expect(await faultOf(await signed({ typ: 'Refresh' }))).toBe('TOKEN_INVALID: not an access token');
    expect(await faultOf(String((await ask(provisioning))['access_token']))).toBe('TOKEN_INVALID: audience');
  });

  it('with a token that names no tenant, or has no id by which it could be given back', async () => {
    expect(await faultOf(await signed({ tenant_id: undefined }))).toBe('TOKEN_INVALID: no tenant');
    expect(await faultOf(await signed({ jti: undefined }))).toBe('TOKEN_INVALID: no token id');
  });

  it('with a token that was given back', async () => {
    const { clientId, clientSecret } = await admin.createServiceClient(lender);
    const credentials = { client_id: clientId, client_secret: clientSecret };
    const token = String((await ask({ grant_type: 'client_credentials', ...credentials }))['access_token']);
    const watchful = newVerifier({ isRevoked: (tokenId) => provider.isRevoked(tokenId) });
    await watchful.verify(`Bearer ${token}`);
    const address = `${provider.internalUrl}/realms/fanxing/protocol/openid-connect/revoke`;
    await fetch(address, { method: 'POST', body: new URLSearchParams({ token, ...credentials }) });
    expect(await faultOf(token, watchful)).toBe('TOKEN_INVALID: revoked');
  });
});

describe('while the provider is down', () => {
  it('known keys go on working, and nobody gets in whose key is not known', async () => {
    const [known, next] = [await clientToken(), await signed({ jti: 'two' })];
    await verifier.verify(`Bearer ${known}`);
    const fresh = newVerifier();
    await provider.close();
    await expect(verifier.verify(`Bearer ${next}`)).resolves.toMatchObject({ tenantId });
    expect(await faultOf(next, fresh)).toBe('SERVICE_UNAVAILABLE: identity');
    provider = await startIdentityProvider({ issuer, adminSecret, clock, dataFolder: folder });
  });
});

it('can not be set up for an issuer without the layout of Keycloak', () => {
  expect(() => createTokenVerifier({ issuer: 'https://id.example/' })).toThrow(/realms/);
});

async function publicKeys(): Promise<JsonWebKey[]> {
  const response = await fetch(`${provider.internalUrl}/realms/fanxing/protocol/openid-connect/certs`);
  return ((await response.json()) as { keys: JsonWebKey[] }).keys;
}
