import { setTimeout as pause } from 'node:timers/promises';
import { startRealKeycloak, type RealKeycloak } from '@fanxing/testing/keycloak';
import { foundTenant, type FoundedTenant } from '../harness/a-tenant.fixture.js';
import { Caller, type Credentials } from '../harness/caller.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';

jest.setTimeout(900_000);

interface Named {
  readonly id: string;
  readonly name?: string;
  readonly username?: string;
  readonly clientId?: string;
}

const platform = newPlatform();
let keycloak: RealKeycloak;
let operator: Caller;
let reviewer: Caller;
let bank: FoundedTenant;
let finance: Credentials;
let program: Credentials;
let programId: string;
let financeId: string;

beforeAll(async () => {
  keycloak = await startRealKeycloak();
  await platform.start({
    OIDC_ISSUER: keycloak.issuer,
    KEYCLOAK_URL: keycloak.serverUrl,
    KEYCLOAK_ADMIN_CLIENT_ID: 'fanxing-provisioning',
    KEYCLOAK_ADMIN_CLIENT_SECRET: keycloak.adminSecret,
  });
  [operator, reviewer] = platform.ready.users.map((user) => new Caller(platform, user)) as [Caller, Caller];
});
afterAll(async () => {
  await destroyPlatforms();
  await keycloak?.stop();
});

/** Asks Keycloak's own admin API, as the platform's client. */
async function keycloakSays(address: string, method = 'GET', body?: unknown): Promise<Named[]> {
  const answer = await fetch(`${keycloak.issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'fanxing-provisioning',
      client_secret: keycloak.adminSecret,
    }),
  });
  const { access_token } = (await answer.json()) as { access_token: string };
  const response = await fetch(`${keycloak.serverUrl}/admin/realms/fanxing${address}`, {
    method,
    headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return text === '' ? [] : (JSON.parse(text) as Named[]);
}

const organization = async (): Promise<Named | undefined> =>
  (await keycloakSays('/organizations?exact=true&search=river'))[0];

const reasonOf = async (caller: Caller): Promise<string> => {
  const { errors } = await caller.send('{ viewer { id } }');
  return errors[0]?.extensions.reason ?? 'let in';
};

/** How long until a token that was good is refused; it must be within a second. */
async function refusedWithinASecond(caller: Caller, end: () => Promise<unknown>): Promise<string> {
  expect(await reasonOf(caller)).toBe('let in');
  await end();
  await pause(900);
  return reasonOf(caller);
}

it('a bank that was let in is an organisation of the realm, with its owner as member', async () => {
  bank = await foundTenant(platform, 'river');
  const found = await organization();
  expect(found?.name).toBe('river');
  const members = await keycloakSays(`/organizations/${found?.id}/members`);
  expect(members.map(({ username }) => username).sort()).toEqual(['owner.live@river', 'owner@river']);
});

it('its owner signs in, lets others in, and they and its program are served', async () => {
  const owner = bank.owners.SANDBOX;
  const made = await owner.do<{ user: { id: string; username: string }; temporaryPassword: string }>(
    'createUser',
    { idempotencyKey: 'fang', username: 'fang', roles: ['finance'] },
    'user { id username } temporaryPassword',
  );
  financeId = made.user.id;
  finance = { username: made.user.username, password: made.temporaryPassword };
  const { client, clientSecret } = await owner.do<{ client: { id: string }; clientSecret: string }>(
    'createClient',
    { idempotencyKey: 'core', name: 'Core', roles: ['lender'] },
    'client { id } clientSecret',
  );
  programId = client.id;
  program = { clientId: client.id, clientSecret };
  for (const who of [finance, program]) expect(await reasonOf(new Caller(platform, who))).toBe('let in');
});

it('whoever it closes is refused within a second', async () => {
  const owner = bank.owners.SANDBOX;
  const [person, robot] = [new Caller(platform, finance), new Caller(platform, program)];
  expect(
    await refusedWithinASecond(person, () => owner.do('disableUser', { userId: financeId }, 'user { id }')),
  ).toBe('TOKEN_INVALID');
  expect(
    await refusedWithinASecond(robot, () =>
      owner.do('disableClient', { clientId: programId }, 'client { id }'),
    ),
  ).toBe('TOKEN_INVALID');
  await owner.do('enableClient', { clientId: programId }, 'client { id }');
});

it('an operator who is closed or signed out in Keycloak itself is refused within a second', async () => {
  const users = await keycloakSays('/users?exact=true&username=reviewer');
  const { id } = users[0] as Named;
  expect(await refusedWithinASecond(reviewer, () => keycloakSays(`/users/${id}/logout`, 'POST'))).toBe(
    'TOKEN_INVALID',
  );
  await pause(1_100);
  reviewer = new Caller(platform, platform.ready.users[1] as Credentials);
  const change = (enabled: boolean) => keycloakSays(`/users/${id}`, 'PUT', { ...users[0], enabled });
  expect(await refusedWithinASecond(reviewer, () => change(false))).toBe('TOKEN_INVALID');
  await change(true);
  await pause(1_100);
  reviewer = new Caller(platform, platform.ready.users[1] as Credentials);
  expect(await reasonOf(reviewer)).toBe('let in');
});

it('when it is suspended its tokens open no business within a second', async () => {
  const owner = bank.owners.SANDBOX;
  const change = (key: string) =>
    owner.refusalOf('createUser', { idempotencyKey: key, username: key, roles: ['auditor'] });
  await operator.do('suspendTenant', { tenantId: bank.id }, 'status');
  await pause(900);
  expect((await change('late')).extensions.reason).toBe('TENANT_NOT_ACTIVE');
  await operator.do('resumeTenant', { tenantId: bank.id }, 'status');
});

it('when it leaves, nothing of it is left in the realm, and nobody of it signs in or is served', async () => {
  const owner = bank.owners.SANDBOX;
  await owner.ask('{ viewer { id } }');
  const leaving = { tenantId: bank.id, slug: 'river', reason: 'it closes', graceDays: 0, force: true };
  await operator.do('offboardTenant', { ...leaving, idempotencyKey: 'leave' }, 'status');
  await reviewer.do('confirmOffboarding', { tenantId: bank.id }, 'status');
  await eventually(120_000, async () => {
    const { offboarding } = await operator.ask<{ offboarding: { status: string } }>(
      'query ($id: ID!) { offboarding(tenantId: $id) { status } }',
      { id: bank.id },
    );
    return offboarding.status === 'ERASED' ? true : undefined;
  });
  expect(await organization()).toBeUndefined();
  const users = await keycloakSays('/users?search=river&max=100');
  expect(users.map(({ username }) => username)).toEqual([]);
  expect(await keycloakSays(`/clients?clientId=${programId}`)).toEqual([]);
  expect(await reasonOf(owner)).toMatch(/^(TENANT_NOT_ACTIVE|TOKEN_INVALID)$/);
  for (const who of [bank.owners.LIVE.credentials, finance, program])
    await expect(new Caller(platform, who).ask('{ viewer { id } }')).rejects.toThrow(/signing in/);
});
