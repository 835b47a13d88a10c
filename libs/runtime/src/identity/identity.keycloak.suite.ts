import { decodeJwt } from 'jose';
import { systemClock as clock } from '../clock/index.js';
import { identityTests } from './identity.suite.js';
import { createTokenVerifier, roles } from './index.js';
import { startRealKeycloak, type RealKeycloak } from '@fanxing/testing/keycloak';

jest.setTimeout(900_000);

let keycloak: RealKeycloak;

beforeAll(async () => {
  keycloak = await startRealKeycloak();
});
afterAll(() => keycloak?.stop());

describe('a real Keycloak', () => {
  identityTests(() => keycloak, { overlapSecrets: false });

  it('knows Organizations, and the roles of the platform', async () => {
    const token = await provisioningToken();
    const ask = async (address: string): Promise<unknown> => {
      const response = await fetch(`${keycloak.serverUrl}/admin/realms/fanxing${address}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return response.json();
    };
    expect(await ask('')).toMatchObject({ realm: 'fanxing', organizationsEnabled: true });
    const known = (await ask('/roles')) as { name: string }[];
    expect(known.map(({ name }) => name)).toEqual(expect.arrayContaining([...roles]));
  });

  it('lets its provisioning client do what it is for and no more', async () => {
    const { resource_access: access } = decodeJwt(await provisioningToken());
    expect(access).toMatchObject({
      'realm-management': {
        roles: expect.arrayContaining(['manage-clients', 'manage-users', 'manage-organizations']) as string[],
      },
    });
    expect(JSON.stringify(access)).not.toMatch(/realm-admin|manage-realm|impersonation/);
  });

  it('gives no token of another of its realms that counts here', async () => {
    const { serverUrl, issuer } = keycloak;
    const verifier = createTokenVerifier({ issuer, clock });
    const foreign = createTokenVerifier({ issuer: `${serverUrl}/realms/master`, clock });
    const token = await provisioningToken();
    await expect(verifier.verify(`Bearer ${token}`)).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
    await expect(foreign.verify(`Bearer ${token}`)).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
  });

  it('takes the realm’s file a second time without changing anything', async () => {
    expect(await keycloak.importAgain()).toMatch(/already exists|Import skipped/i);
    expect(await provisioningToken()).toMatch(/^ey/);
  });
});

async function provisioningToken(): Promise<string> {
  const response = await fetch(`${keycloak.issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'fanxing-provisioning',
      client_secret: keycloak.adminSecret,
    }),
  });
  return String(((await response.json()) as { access_token?: string }).access_token);
}
