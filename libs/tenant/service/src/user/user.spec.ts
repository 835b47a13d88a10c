import type { Id } from '@fanxing/kernel';
import { KeycloakAdmin, type Environment } from '@fanxing/runtime/identity';
import { createInProcessTransport } from '@fanxing/runtime/messaging';
import { ask, callerOf, refusalOf, SettableClock } from '@fanxing/testing';
import { createTenantService } from '../index.js';
import { startTenantDesk, type TenantDesk } from '../tenant/tenant-desk.fixture.js';

const clock = new SettableClock(new Date().toISOString());
let north: Id<'tenant'>;
let south: Id<'tenant'>;
let desk: TenantDesk;

// A password is hashed slowly on purpose, and each approval makes two.
jest.setTimeout(60_000);

beforeAll(async () => {
  desk = await startTenantDesk(clock);
  north = (await desk.enterAndApprove('north')).id;
  south = (await desk.enterAndApprove('south')).id;
});

afterAll(() => desk?.stop());

const owner = (tenantId: Id<'tenant'>, environment: Environment = 'sandbox') =>
  callerOf({ tenantId, environment, roles: ['owner'] });

const createUser = `mutation ($input: CreateUserInput!) {
  createUser(input: $input) { user { id username roles status } temporaryPassword } }`;
const createClient = `mutation ($input: CreateClientInput!) {
  createClient(input: $input) { client { id clientId name roles } clientSecret } }`;
const rotate = `mutation ($id: ID!) { rotateClientSecret(input: { clientId: $id }) { client { id } clientSecret } }`;

interface CreatedUser {
  createUser: {
    user: { id: string; username: string; roles: string[]; status: string };
    temporaryPassword: string | null;
  };
}
interface CreatedClient {
  createClient: { client: { id: string; clientId: string; name: string }; clientSecret: string | null };
}

describe('a person', () => {
  it('is made by the owner and can sign in, in the environment they were made in', async () => {
    const input = { idempotencyKey: 'ann', username: 'ann', roles: ['product-manager', 'approver'] };
    const { createUser: made } = await ask<CreatedUser>(desk.service, owner(north), createUser, { input });
    expect(made.user).toMatchObject({
      username: 'ann@north',
      roles: ['product-manager', 'approver'],
      status: 'ACTIVE',
    });
    const claims = await desk.identity.claimsFor({
      username: 'ann@north',
      password: made.temporaryPassword ?? '',
    });
    expect(claims).toMatchObject({ tenant_id: north, environment: 'sandbox', actor_kind: 'person' });
    const { createUser: live } = await ask<CreatedUser>(desk.service, owner(north, 'live'), createUser, {
      input,
    });
    expect(live.user.username).toBe('ann.live@north');
  });

  it('has a password that is shown once, and a request that can be repeated', async () => {
    const input = { idempotencyKey: 'bo', username: 'bo', roles: ['finance'] };
    const first = await ask<CreatedUser>(desk.service, owner(north), createUser, { input });
    const again = await ask<CreatedUser>(desk.service, owner(north), createUser, { input });
    expect(again.createUser).toEqual({ user: first.createUser.user, temporaryPassword: null });
    expect(
      await refusalOf(desk.service, owner(north), createUser, { input: { ...input, roles: ['auditor'] } }),
    ).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(
      await refusalOf(desk.service, owner(north), createUser, {
        input: { ...input, idempotencyKey: 'bo 2' },
      }),
    ).toMatchObject({
      reason: 'ALREADY_EXISTS',
      path: 'input.username',
    });
  });

  it('gets one password even when the request comes many times at once', async () => {
    const input = { idempotencyKey: 'cy', username: 'cy', roles: ['support'] };
    const answers = await Promise.all(
      [1, 2, 3].map(() => ask<CreatedUser>(desk.service, owner(north), createUser, { input })),
    );
    const shown = answers
      .map((answer) => answer.createUser.temporaryPassword)
      .filter((password) => password !== null);
    expect(shown).toHaveLength(1);
    expect(await desk.identity.claimsFor({ username: 'cy@north', password: shown[0]! })).toBeDefined();
  });

  it('can not be an operator of the platform, have no role, or be called like somebody of the other environment', async () => {
    const refused = (change: object) =>
      refusalOf(desk.service, owner(north), createUser, {
        input: { idempotencyKey: 'no', username: 'no', roles: ['owner'], ...change },
      });
    for (const roles of [['platform-operator'], [], ['owner', 'king'], ['constructor']]) {
      expect(await refused({ roles })).toMatchObject({ code: 'BAD_USER_INPUT', path: 'input.roles' });
    }
    for (const username of ['ann.live', 'Ann', 'ann@south', '', '.ann', 'a'.repeat(33)]) {
      expect(await refused({ username })).toMatchObject({ code: 'BAD_USER_INPUT', path: 'input.username' });
    }
  });

  it('is made and read by an owner of the same tenant alone', async () => {
    const input = { idempotencyKey: 'di', username: 'di', roles: ['owner'] };
    const auditor = callerOf({ tenantId: north, roles: ['auditor'] });
    expect(await refusalOf(desk.service, auditor, createUser, { input })).toMatchObject({
      code: 'FORBIDDEN',
    });
    const { createUser: made } = await ask<CreatedUser>(desk.service, owner(north), createUser, { input });
    const read = `query ($id: ID!) { user(id: $id) { username } }`;
    const list = `{ users(first: 100) { edges { node { username } } } }`;
    expect(await ask(desk.service, owner(north), read, { id: made.user.id })).toEqual({
      user: { username: 'di@north' },
    });
    expect(await refusalOf(desk.service, owner(south), read, { id: made.user.id })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await refusalOf(desk.service, owner(north, 'live'), read, { id: made.user.id })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await ask(desk.service, owner(south), list)).toEqual({
      users: { edges: [{ node: { username: 'owner@south' } }] },
    });
  });
});

describe('a program', () => {
  it('gets a secret that opens its tenant and environment, shown once', async () => {
    const input = { idempotencyKey: 'core', name: 'Core banking', roles: ['lender'] };
    const { createClient: made } = await ask<CreatedClient>(desk.service, owner(north), createClient, {
      input,
    });
    const { client } = made;
    expect(client).toEqual({
      id: client.clientId,
      clientId: client.id,
      name: 'Core banking',
      roles: ['lender'],
    });
    const credentials = { clientId: client.clientId, clientSecret: made.clientSecret ?? '' };
    expect(await desk.identity.claimsFor(credentials)).toMatchObject({
      tenant_id: north,
      environment: 'sandbox',
      actor_kind: 'client',
      realm_access: { roles: ['lender'] },
    });
    const again = await ask<CreatedClient>(desk.service, owner(north), createClient, { input });
    expect(again.createClient).toEqual({ client, clientSecret: null });
    expect(await desk.identity.claimsFor(credentials)).toBeDefined();
  });

  it('has one working secret even when the request comes many times at once', async () => {
    const input = { idempotencyKey: 'rush', name: 'Rush', roles: ['lender'] };
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map(() => ask<CreatedClient>(desk.service, owner(north), createClient, { input })),
    );
    const shown = outcomes.flatMap((each) =>
      each.status === 'fulfilled' && each.value.createClient.clientSecret !== null
        ? [each.value.createClient]
        : [],
    );
    expect(shown).toHaveLength(1);
    const { client, clientSecret } = shown[0]!;
    expect(
      await desk.identity.claimsFor({ clientId: client.clientId, clientSecret: clientSecret ?? '' }),
    ).toBeDefined();
  });

  it('loses its old secret when it gets a new one', async () => {
    const input = { idempotencyKey: 'rotate', name: 'Rotated', roles: ['lender'] };
    const { createClient: made } = await ask<CreatedClient>(desk.service, owner(north), createClient, {
      input,
    });
    const { clientId, id } = made.client;
    const { rotateClientSecret: rotated } = await ask<{ rotateClientSecret: { clientSecret: string } }>(
      desk.service,
      owner(north),
      rotate,
      { id },
    );
    expect(
      await desk.identity.claimsFor({ clientId, clientSecret: made.clientSecret ?? '' }),
    ).toBeUndefined();
    expect(await desk.identity.claimsFor({ clientId, clientSecret: rotated.clientSecret })).toMatchObject({
      tenant_id: north,
    });
  });

  it('is out of reach for another tenant', async () => {
    const input = { idempotencyKey: 'ours', name: 'Ours', roles: ['lender'] };
    const { createClient: made } = await ask<CreatedClient>(desk.service, owner(north), createClient, {
      input,
    });
    const { id, clientId } = made.client;
    const read = `query ($id: ID!) { client(id: $id) { name } }`;
    expect(await refusalOf(desk.service, owner(south), rotate, { id })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusalOf(desk.service, owner(south), read, { id })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await desk.identity.claimsFor({ clientId, clientSecret: made.clientSecret ?? '' })).toBeDefined();
  });

  it('is finished by a repeated request when the identity provider did not answer the first', async () => {
    const cutOff = await createTenantService({
      databaseUrl: desk.database.urlFor('fanxing_tenant'),
      keys: desk.database.keys,
      transport: createInProcessTransport(),
      clock,
      verifyCaller: () => Promise.reject(new Error('nobody comes by HTTP here')),
      privateBanksAllowed: false,
      keycloakAdmin: new KeycloakAdmin({ serverUrl: 'http://127.0.0.1:9', clientSecret: 'unused', clock }),
    });
    const input = { idempotencyKey: 'late', name: 'Late', roles: ['lender'] };
    expect(await refusalOf(cutOff, owner(north), createClient, { input })).toMatchObject({
      code: 'UNAVAILABLE',
    });
    await cutOff.close();
    const { createClient: made } = await ask<CreatedClient>(desk.service, owner(north), createClient, {
      input,
    });
    const { clientId } = made.client;
    expect(await desk.identity.claimsFor({ clientId, clientSecret: made.clientSecret ?? '' })).toBeDefined();
  });
});
