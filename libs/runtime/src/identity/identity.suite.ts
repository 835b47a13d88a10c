import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { decodeJwt, SignJWT } from 'jose';
import { fromEpochMs } from '@fanxing/kernel';
import { systemClock as clock } from '../clock/index.js';
import { noOtherWay } from './no-other-way.suite.js';
import { portalSignIn } from './portal-sign-in.suite.js';
import { createTokenVerifier, KeycloakAdmin, type Role, type TokenVerifier } from './index.js';

/** Where a realm is reached, the embedded provider's or a real Keycloak's. */
export interface RealmUnderTest {
  readonly serverUrl: string;
  /** What its tokens say in `iss`. */
  readonly issuer: string;
  readonly adminSecret: string;
  /** Where its portal is. */
  readonly portalOrigin: string;
}

type Form = Record<string, string>;
interface TokenAnswer {
  readonly status: number;
  readonly access_token?: string;
  readonly id_token?: string;
  readonly refresh_token?: string;
  readonly error?: string;
}

const tenantId = 'tenant_01jd0000000000000000000000';
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** What the platform relies on, told of whichever realm it is given: the same for the embedded provider and Keycloak. */
export function identityTests(realm: () => RealmUnderTest, can: { readonly overlapSecrets: boolean }): void {
  let admin: KeycloakAdmin;
  let verifier: TokenVerifier;
  let made = 0;

  beforeAll(() => {
    const { serverUrl, issuer, adminSecret } = realm();
    admin = new KeycloakAdmin({ serverUrl, clientSecret: adminSecret, clock });
    verifier = createTokenVerifier({ issuer, internalIssuerUrl: `${serverUrl}/realms/fanxing`, clock });
  });

  const newName = (what: string): string => `${what}-${Date.now()}-${(made += 1)}`;

  async function ask(form: Form, address = ''): Promise<TokenAnswer> {
    const url = address || `${realm().serverUrl}/realms/fanxing/protocol/openid-connect/token`;
    const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
    return { ...((await response.json()) as Omit<TokenAnswer, 'status'>), status: response.status };
  }

  const bySecret = (client_id: string, client_secret: string) =>
    ask({ grant_type: 'client_credentials', client_id, client_secret });
  const byPassword = (username: string, password: string, scope = 'openid') =>
    ask({ grant_type: 'password', client_id: 'fanxing-cli', username, password, scope });

  async function faultOf(token: string | undefined): Promise<string> {
    try {
      await verifier.verify(`Bearer ${token}`);
      return 'good';
    } catch (error) {
      const { reason, details } = error as { reason: string; details: { cause?: string } };
      return details.cause === undefined ? reason : `${reason}: ${details.cause}`;
    }
  }

  const aClient = async (roles: Role[] = ['lender'], jwks?: string) => {
    const clientId = newName('core');
    const details = { clientId, name: 'Core', tenantId, environment: 'sandbox', roles } as const;
    return admin.createServiceClient({ ...details, ...(jwks !== undefined && { jwks }) });
  };

  const aPerson = async (roles: Role[] = ['owner', 'approver']) => {
    const [username, password] = [newName('wang'), 'correct horse battery'];
    await admin.createUser({ username, password, tenantId, environment: 'live', roles });
    return { username, password };
  };

  describe('a program', () => {
    it('gets a token that says whose it is, what it may do, and nothing that lasts longer', async () => {
      const { clientId, clientSecret } = await aClient();
      const answer = await bySecret(clientId, clientSecret);
      expect(await verifier.verify(`Bearer ${answer.access_token}`)).toEqual({
        tenantId,
        environment: 'sandbox',
        actor: { kind: 'client', id: clientId },
        roles: ['lender'],
      });
      expect(answer.refresh_token).toBeUndefined();
      const { exp = 0, iat = 0 } = decodeJwt(String(answer.access_token));
      expect(exp - iat).toBe(300);
    });

    it('is not let in with another secret, and is made once', async () => {
      const { clientId, clientSecret } = await aClient();
      expect((await bySecret(clientId, `${clientSecret}x`)).status).toBe(401);
      const again = { clientId, name: 'Core', tenantId, environment: 'live', roles: ['lender'] } as const;
      await expect(admin.createServiceClient(again)).rejects.toMatchObject({ reason: 'ALREADY_EXISTS' });
    });

    const statuses = async (clientId: string, ...secrets: string[]) => {
      const answers = await Promise.all(secrets.map((secret) => bySecret(clientId, secret)));
      return answers.map(({ status }) => status);
    };

    it('loses its old secret at once when it gets another', async () => {
      const { clientId, clientSecret: first } = await aClient();
      const { clientSecret: second } = await admin.rotateClientSecret(clientId);
      expect(await statuses(clientId, first, second)).toEqual([401, 200]);
    });

    it('keeps its old secret while a rotation overlaps, or is told that this is not possible here', async () => {
      const { clientId, clientSecret: first } = await aClient();
      const rotated = admin.rotateClientSecret(clientId, fromEpochMs(Date.now() + 3_000));
      if (!can.overlapSecrets) {
        await expect(rotated).rejects.toMatchObject({
          reason: 'INPUT_INVALID',
          path: 'input.overlapSeconds',
        });
        expect(await statuses(clientId, first)).toEqual([200]);
        return;
      }
      const { clientSecret: second } = await rotated;
      expect(await statuses(clientId, first, second)).toEqual([200, 200]);
      await pause(4_000);
      expect(await statuses(clientId, first, second)).toEqual([401, 200]);
      const { clientSecret: third } = await admin.rotateClientSecret(clientId);
      expect(await statuses(clientId, first, second, third)).toEqual([401, 401, 200]);
    });

    it('gets no token while it is closed, and none after it was deleted', async () => {
      const { clientId, clientSecret } = await aClient();
      await admin.setClientEnabled(clientId, false);
      expect((await bySecret(clientId, clientSecret)).access_token).toBeUndefined();
      await admin.setClientEnabled(clientId, true);
      expect((await bySecret(clientId, clientSecret)).status).toBe(200);
      await admin.deleteClient(clientId);
      await admin.deleteClient(clientId);
      expect((await bySecret(clientId, clientSecret)).access_token).toBeUndefined();
    });
  });

  describe('a program that signs with a key of its own', () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwks = JSON.stringify({
      keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }],
    });

    interface Assertion {
      readonly change?: Record<string, unknown>;
      readonly key?: KeyObject | Uint8Array;
      readonly alg?: string;
    }
    async function assertion(
      clientId: string,
      { change = {}, key = privateKey, alg = 'RS256' }: Assertion = {},
    ) {
      const now = Math.floor(Date.now() / 1000);
      const claims = {
        iss: clientId,
        sub: clientId,
        aud: realm().issuer,
        jti: randomUUID(),
        iat: now,
        exp: now + 60,
        ...change,
      };
      return new SignJWT(claims).setProtectedHeader({ alg, kid: 'one' }).sign(key);
    }
    const byAssertion = (client_assertion: string) =>
      ask({
        grant_type: 'client_credentials',
        client_assertion_type: assertionType,
        client_assertion,
      });

    it('gets a token for an assertion, once', async () => {
      const { clientId } = await aClient(['lender'], jwks);
      const text = await assertion(clientId);
      const { access_token } = await byAssertion(text);
      expect(await verifier.verify(`Bearer ${access_token}`)).toMatchObject({
        actor: { kind: 'client', id: clientId },
      });
      expect((await byAssertion(text)).access_token).toBeUndefined();
      expect((await byAssertion(await assertion(clientId))).status).toBe(200);
    });

    it.each<[string, (clientId: string) => Assertion]>([
      ['that is for somebody else', () => ({ change: { aud: 'https://elsewhere.example/' } })],
      ['that has ended', () => ({ change: { iat: 1_700_000_000, exp: 1_700_000_060 } })],
      ['without an end', () => ({ change: { exp: undefined } })],
      ['that can not be told from others', () => ({ change: { jti: undefined } })],
      ['in the name of another program', () => ({ change: { sub: 'fanxing-provisioning' } })],
      [
        'signed by a stranger',
        () => ({ key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey }),
      ],
      [
        'signed with the public key as a secret',
        () => ({ alg: 'HS256', key: Buffer.from(publicKey.export({ type: 'spki', format: 'pem' })) }),
      ],
    ])('gets none for an assertion %s', async (_, of) => {
      const { clientId } = await aClient(['lender'], jwks);
      const answer = await byAssertion(await assertion(clientId, of(clientId)));
      expect([answer.access_token, answer.status >= 400 && answer.status < 500]).toEqual([undefined, true]);
    });

    it('may have two keys for a while, and loses the one that is taken away', async () => {
      const { clientId } = await aClient(['lender'], jwks);
      const next = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const keys = [{ ...next.publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }];
      const both = [...(JSON.parse(jwks) as { keys: object[] }).keys, { ...keys[0], kid: 'two' }];
      await admin.setClientKeys(clientId, JSON.stringify({ keys: both }));
      expect((await byAssertion(await assertion(clientId))).status).toBe(200);
      await admin.setClientKeys(clientId, JSON.stringify({ keys }));
      expect((await byAssertion(await assertion(clientId))).access_token).toBeUndefined();
      const signed = await assertion(clientId, { key: next.privateKey, alg: 'ES256' });
      expect((await byAssertion(signed)).status).toBe(200);
    });

    it('gets none for a secret, whichever', async () => {
      const { clientId, clientSecret } = await aClient(['lender'], jwks);
      for (const secret of [clientSecret, '', 'undefined'])
        expect((await bySecret(clientId, secret)).access_token).toBeUndefined();
    });
  });

  describe('a person', () => {
    it('gets a token that says whose they are and what they may do', async () => {
      const { username, password } = await aPerson();
      const context = await verifier.verify(`Bearer ${(await byPassword(username, password)).access_token}`);
      expect(context).toMatchObject({
        tenantId,
        environment: 'live',
        actor: { kind: 'person', id: username },
      });
      expect([...context.roles].sort()).toEqual(['approver', 'owner']);
    });

    it('is given other roles from the next token on', async () => {
      const { username, password } = await aPerson(['finance', 'auditor']);
      await admin.setUserRoles(username, ['support', 'auditor']);
      await admin.setUserRoles(username, ['support', 'auditor']);
      const context = await verifier.verify(`Bearer ${(await byPassword(username, password)).access_token}`);
      expect([...context.roles].sort()).toEqual(['auditor', 'support']);
    });

    it('can not sign in once closed, nor with the password from before a reset', async () => {
      const { username, password } = await aPerson();
      await admin.setUserEnabled(username, false);
      expect((await byPassword(username, password)).access_token).toBeUndefined();
      await admin.setUserEnabled(username, true);
      await admin.resetPassword(username, 'another good one');
      await admin.endSessions(username);
      expect((await byPassword(username, 'another good one')).status).toBe(200);
      expect((await byPassword(username, password)).access_token).toBeUndefined();
    });

    it('whose password somebody guesses is not let in for a while, with the right one either', async () => {
      const { username, password } = await aPerson();
      for (let guess = 0; guess < 6; guess += 1) await byPassword(username, `guess ${guess}`);
      expect((await byPassword(username, password)).access_token).toBeUndefined();
    });

    it('is told the same whether the name or the password is wrong', async () => {
      const { username } = await aPerson();
      const [known, unknown] = [
        await byPassword(username, 'wrong'),
        await byPassword(newName('no'), 'wrong'),
      ];
      expect(known).toEqual(unknown);
    });
  });

  describe('the API is not opened', () => {
    it('by an id token, a refresh token, or the token of the platform’s own client', async () => {
      const { username, password } = await aPerson();
      const { id_token, refresh_token } = await byPassword(username, password);
      expect(await faultOf(id_token)).toMatch(/^TOKEN_INVALID: (audience|not an access token)$/);
      if (refresh_token !== undefined) expect(await faultOf(refresh_token)).toMatch(/^TOKEN_INVALID/);
      const { access_token } = await bySecret('fanxing-provisioning', realm().adminSecret);
      expect(access_token).toBeDefined();
      expect(await faultOf(access_token)).toBe('TOKEN_INVALID: audience');
    });

    it('by asking for a token of another kind of resource or scope', async () => {
      const { clientId, clientSecret } = await aClient(['support']);
      for (const more of [{ scope: 'openid roles offline_access' }, { audience: 'realm-management' }]) {
        const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
        const { access_token } = await ask({ ...form, ...(more as Form) });
        if (access_token === undefined) continue;
        expect((await verifier.verify(`Bearer ${access_token}`)).roles).toEqual(['support']);
        expect([decodeJwt(access_token).aud].flat()).not.toContain('realm-management');
      }
    });
  });

  noOtherWay(() => realm().serverUrl);
  portalSignIn(() => ({ ...realm(), admin, verifier }), aPerson);
}
