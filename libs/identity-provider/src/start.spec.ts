import { readFile } from 'node:fs/promises';
import { generateKeyPairSync } from 'node:crypto';
import path from 'node:path';
import { createRemoteJWKSet, decodeJwt, jwtVerify, SignJWT } from 'jose';
import { acme, client, issuer, useRealm } from './running-realm.fixture.js';

jest.setTimeout(30_000);

const realm = useRealm();
const { send, openid, serviceToken, signIn, admin, makeClient, makePerson } = realm;

describe('addresses', () => {
  it('bear the public origin, whatever host a caller claims', async () => {
    const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' };
    const { body } = await send('/realms/fanxing/.well-known/openid-configuration', { headers });
    expect(body['issuer']).toBe(issuer);
    const endpoints = Object.entries(body).filter(([name]) => /_endpoint$|_uri$/.test(name));
    expect(
      Object.fromEntries(endpoints.map(([name, url]) => [name, String(url).slice(issuer.length)])),
    ).toEqual({
      authorization_endpoint: '/protocol/openid-connect/auth',
      token_endpoint: '/protocol/openid-connect/token',
      jwks_uri: '/protocol/openid-connect/certs',
      userinfo_endpoint: '/protocol/openid-connect/userinfo',
      end_session_endpoint: '/protocol/openid-connect/logout',
      introspection_endpoint: '/protocol/openid-connect/token/introspect',
      revocation_endpoint: '/protocol/openid-connect/revoke',
    });
  });

  it('outside the realm are not found', async () => {
    for (const address of ['/', '/realms/other/protocol/openid-connect/certs', '/admin/realms/other/clients'])
      expect((await send(address)).status).toBe(404);
  });

  it('give away no private key', async () => {
    const { body } = await send('/realms/fanxing/protocol/openid-connect/certs');
    const keys = body['keys'] as Record<string, unknown>[];
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']]);
  });
});

describe("a program's token", () => {
  it("has Keycloak's claims and the tenant's", async () => {
    const id = await makeClient();
    const account = await admin('GET', `/clients/${id}/service-account-user`);
    await admin('POST', `/users/${String(account.body['id'])}/role-mappings/realm`, [
      { id: 'lender', name: 'lender' },
    ]);
    const { body } = await serviceToken('acme-core', client.secret, { scope: 'openid' });
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 300 });
    const keys = createRemoteJWKSet(
      new URL(`${realm.provider.internalUrl}/realms/fanxing/protocol/openid-connect/certs`),
    );
    const { payload, protectedHeader } = await jwtVerify(String(body['access_token']), keys);
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT', kid: expect.any(String) as string });
    expect(payload).toEqual({
      iss: issuer,
      sub: account.body['id'],
      aud: 'fanxing-api',
      azp: 'acme-core',
      typ: 'Bearer',
      exp: (payload.iat ?? 0) + 300,
      iat: expect.any(Number) as number,
      jti: expect.any(String) as string,
      scope: 'openid',
      client_id: 'acme-core',
      preferred_username: 'service-account-acme-core',
      realm_access: { roles: ['lender'] },
      actor_kind: 'client',
      ...acme,
    });
  });

  it('is given for credentials in the header too, and refused for a wrong secret', async () => {
    await makeClient();
    const basic = (secret: string) => `Basic ${Buffer.from(`acme-core:${secret}`).toString('base64')}`;
    const form = { grant_type: 'client_credentials' };
    expect((await openid('token', form, { authorization: basic(client.secret) })).status).toBe(200);
    const wrong = await openid('token', form, { authorization: basic(`${client.secret}x`) });
    expect([wrong.status, wrong.body['error']]).toEqual([401, 'invalid_client']);
  });

  it('is not given for the hash that is on the disk', async () => {
    await makeClient();
    const kept = await readFile(path.join(realm.folder, 'realm.json'), 'utf8');
    expect(kept).not.toContain(client.secret);
    const { clients } = JSON.parse(kept) as { clients: { secretHash: string }[] };
    expect((await serviceToken('acme-core', clients[0]?.secretHash ?? '')).status).toBe(401);
  });

  it('ends with the old secret when that is replaced, and with the client when that is disabled', async () => {
    const id = await makeClient();
    const secret = String((await admin('POST', `/clients/${id}/client-secret`)).body['value']);
    expect(secret.length).toBeGreaterThanOrEqual(43);
    expect((await serviceToken('acme-core', client.secret)).status).toBe(401);
    expect((await serviceToken('acme-core', secret)).status).toBe(200);
    expect((await admin('PUT', `/clients/${id}`, { enabled: false })).status).toBe(204);
    expect((await serviceToken('acme-core', secret)).body['error']).toBe('invalid_client');
  });

  it('is given to a client that signs with its own key, once for each assertion', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwks = JSON.stringify({
      keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }],
    });
    const { secret: _, ...rest } = client;
    const signer = {
      ...rest,
      clientAuthenticatorType: 'client-jwt',
      attributes: { ...acme, 'jwks.string': jwks },
    };
    expect((await admin('POST', '/clients', signer)).status).toBe(201);
    const assertion = await new SignJWT({ iss: 'acme-core', sub: 'acme-core', aud: issuer, jti: 'once' })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(privateKey);
    const form = {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    };
    expect((await openid('token', form)).status).toBe(200);
    expect((await openid('token', form)).status).toBe(401);
  });

  it('can be asked about and given back', async () => {
    await makeClient();
    const token = String((await serviceToken('acme-core', client.secret)).body['access_token']);
    const credentials = { client_id: 'acme-core', client_secret: client.secret };
    const ask = async () => (await openid('token/introspect', { token, ...credentials })).body;
    expect(await ask()).toMatchObject({ active: true, client_id: 'acme-core', tenant_id: acme.tenant_id });
    expect((await openid('token/introspect', { token, client_id: 'acme-core' })).status).toBe(401);
    expect((await openid('revoke', { token, ...credentials })).status).toBe(200);
    expect(await ask()).toEqual({ active: false });
    await realm.restart();
    expect(await ask()).toEqual({ active: false });
    expect(realm.provider.isRevoked(String(decodeJwt(token).jti))).toBe(true);
  });
});

describe("a person's token", () => {
  it('is given for name and password, with an id token if asked', async () => {
    const id = await makePerson();
    await admin('POST', `/users/${id}/role-mappings/realm`, [{ id: 'owner', name: 'owner' }]);
    const { body } = await signIn('correct horse', 'openid');
    const claims = decodeJwt(String(body['access_token']));
    expect(claims).toMatchObject({
      sub: id,
      aud: 'fanxing-api',
      azp: 'fanxing-cli',
      typ: 'Bearer',
      preferred_username: 'wang@acme.example',
      realm_access: { roles: ['owner'] },
      actor_kind: 'person',
      ...acme,
    });
    expect(claims).not.toHaveProperty('client_id');
    expect(decodeJwt(String(body['id_token']))).toMatchObject({ sub: id, aud: 'fanxing-cli', typ: 'ID' });
    const authorization = `Bearer ${String(body['access_token'])}`;
    const info = await send('/realms/fanxing/protocol/openid-connect/userinfo', {
      headers: { authorization },
    });
    expect(info.body).toMatchObject({ sub: id, preferred_username: 'wang@acme.example' });
  });

  it('is refused for a wrong password, an unknown name and a disabled person alike', async () => {
    const id = await makePerson();
    const wrong = await signIn('wrong horse');
    expect([wrong.status, wrong.body['error']]).toEqual([400, 'invalid_grant']);
    await admin('PUT', `/users/${id}`, { enabled: false });
    expect((await signIn('correct horse')).body).toEqual(wrong.body);
  });

  it('is refused for a while after five wrong passwords, the right one included', async () => {
    await makePerson();
    for (let attempt = 0; attempt < 5; attempt += 1) await signIn('wrong horse');
    expect((await signIn('correct horse')).body['error']).toBe('invalid_grant');
  });
});
