import { client, person, useRealm } from './running-realm.fixture.js';

const { send, serviceToken, admin, makeClient, makePerson } = useRealm();

describe('the admin API', () => {
  it('opens to nobody but the provisioning client', async () => {
    await makeClient();
    expect((await send('/admin/realms/fanxing/clients?clientId=acme-core')).status).toBe(401);
    const token = String((await serviceToken('acme-core', client.secret)).body['access_token']);
    const headers = { authorization: `Bearer ${token}` };
    expect((await send('/admin/realms/fanxing/clients?clientId=acme-core', { headers })).status).toBe(403);
  });

  it('says 409 to a name that is taken, the platform’s own included', async () => {
    await makeClient();
    await makePerson();
    expect((await admin('POST', '/clients', client)).status).toBe(409);
    expect((await admin('POST', '/users', { ...person, username: 'WANG@ACME.example' })).status).toBe(409);
    expect((await admin('POST', '/clients', { ...client, clientId: 'fanxing-cli' })).status).toBe(409);
  });

  it.each([
    ['a short secret', '/clients', { ...client, secret: 'short' }],
    ['an unknown environment', '/clients', { ...client, attributes: { environment: 'production' } }],
    [
      'a private key',
      '/clients',
      {
        ...client,
        clientAuthenticatorType: 'client-jwt',
        attributes: { 'jwks.string': '{"keys":[{"kty":"RSA","d":"x"}]}' },
      },
    ],
    ['a short password', '/users', { ...person, credentials: [{ type: 'password', value: 'short' }] }],
    ['no object', '/users', []],
  ])('refuses %s', async (_, address, body) => {
    expect((await admin('POST', address, body)).status).toBe(400);
  });

  it('keeps every one of many changes at once', async () => {
    const id = await makePerson();
    const names = Array.from({ length: 12 }, (_, index) => `role-${index}`);
    await Promise.all(
      names.map((name) => admin('POST', `/users/${id}/role-mappings/realm`, [{ id: name, name }])),
    );
    const { body } = await admin('GET', `/users/${id}/role-mappings/realm`);
    expect((body as unknown as { name: string }[]).map(({ name }) => name).sort()).toEqual(names.sort());
  });
});
