import pg from 'pg';
import type { Id } from '@fanxing/kernel';
import type { Environment } from '@fanxing/runtime/identity';
import { createInProcessTransport } from '@fanxing/runtime/messaging';
import type { ServiceHandle } from '@fanxing/runtime/subgraph';
import { tenantContract } from '@fanxing/tenant-contract';
import {
  ask,
  callerOf,
  operator,
  refusalOf,
  SettableClock,
  startTestDatabase,
  type TestDatabase,
} from '@fanxing/testing';
import { startTestIdentity, type TestIdentity } from '@fanxing/testing/identity';
import { createTenantService, tenantMigrations } from '../index.js';

const clock = new SettableClock(new Date().toISOString());
const transport = createInProcessTransport();
let database: TestDatabase;
let identity: TestIdentity;
let service: ServiceHandle;

// A password is hashed slowly on purpose, and each approval makes two.
jest.setTimeout(60_000);

beforeAll(async () => {
  database = await startTestDatabase({ sets: [tenantMigrations], queues: ['tenant'] });
  identity = await startTestIdentity(clock);
  service = await createTenantService({
    databaseUrl: database.urlFor('fanxing_tenant'),
    keys: database.keys,
    transport,
    clock,
    verifyCaller: () => Promise.reject(new Error('nobody comes by HTTP here')),
    privateBanksAllowed: false,
    keycloakAdmin: identity.keycloakAdmin,
  });
  await transport.start();
});

afterAll(async () => {
  await transport.close();
  await service?.close();
  await identity?.stop();
  await database?.stop();
});

const olga = operator('olga');
const omar = operator('omar');

const createTenant = `mutation ($input: CreateTenantInput!) { createTenant(input: $input) { id name slug status } }`;
const approveTenant = `mutation ($id: ID!, $key: String!) {
  approveTenant(input: { tenantId: $id, idempotencyKey: $key }) {
    tenant { id status } signIns { environment username temporaryPassword } } }`;
const suspendTenant = `mutation ($id: ID!) { suspendTenant(input: { tenantId: $id }) { status } }`;

type SignIns = { environment: string; username: string; temporaryPassword: string | null }[];
interface Approved {
  approveTenant: { tenant: { id: string; status: string }; signIns: SignIns };
}

let count = 0;
async function enter(): Promise<{ id: Id<'tenant'>; slug: string }> {
  count += 1;
  const slug = `bank-${count}`;
  const input = { idempotencyKey: slug, name: 'A bank', slug, currency: 'CNY', timeZone: 'Asia/Shanghai' };
  const { createTenant: created } = await ask<{ createTenant: { id: Id<'tenant'> } }>(
    service,
    olga,
    createTenant,
    { input },
  );
  return { id: created.id, slug };
}

async function enterAndApprove(): Promise<{ id: Id<'tenant'>; slug: string; signIns: SignIns }> {
  const { id, slug } = await enter();
  const { approveTenant: approved } = await ask<Approved>(service, omar, approveTenant, { id, key: slug });
  return { id, slug, signIns: approved.signIns };
}

const owner = (tenantId: Id<'tenant'>, environment: Environment = 'sandbox') =>
  callerOf({ tenantId, environment, roles: ['owner'], actor: { kind: 'person', id: 'the owner' } });

describe('a new tenant', () => {
  it('is reviewed by a second operator before it may do business', async () => {
    const { id } = await enter();
    const tenant = transport.client(tenantContract);
    await expect(tenant.activeTenant(owner(id), {})).rejects.toMatchObject({
      reason: 'TENANT_NOT_ACTIVE',
      details: { status: 'IN_REVIEW' },
    });
    expect(await refusalOf(service, olga, approveTenant, { id, key: 'k' })).toMatchObject({
      reason: 'FOUR_EYES',
    });
    await ask(service, omar, approveTenant, { id, key: 'k' });
    for (const environment of ['sandbox', 'live'] as const) {
      expect(await tenant.activeTenant(owner(id, environment), {})).toEqual({
        name: 'A bank',
        currency: 'CNY',
        timeZone: 'Asia/Shanghai',
      });
    }
  });

  it('gets an owner who can sign in to each environment', async () => {
    const { id, slug, signIns } = await enterAndApprove();
    expect(signIns).toMatchObject([
      { environment: 'SANDBOX', username: `owner@${slug}` },
      { environment: 'LIVE', username: `owner.live@${slug}` },
    ]);
    for (const { environment, username, temporaryPassword } of signIns) {
      expect(await identity.claimsFor({ username, password: temporaryPassword ?? '' })).toMatchObject({
        tenant_id: id,
        environment: environment.toLowerCase(),
        realm_access: { roles: ['owner'] },
      });
      expect(await identity.claimsFor({ username, password: 'another password' })).toBeUndefined();
    }
  });

  it('has its passwords shown once, however often the approval is repeated', async () => {
    const { id, slug, signIns } = await enterAndApprove();
    for (const key of [slug, 'another key']) {
      const { approveTenant: again } = await ask<Approved>(service, omar, approveTenant, { id, key });
      expect(again.tenant.status).toBe('ACTIVE');
      expect(again.signIns).toEqual(signIns.map((each) => ({ ...each, temporaryPassword: null })));
    }
    const [{ username, temporaryPassword }] = signIns as [SignIns[number]];
    expect(await identity.claimsFor({ username, password: temporaryPassword ?? '' })).toBeDefined();
  });

  it('can not take a slug that another tenant has, nor one that makes no address', async () => {
    const { slug } = await enter();
    const input = {
      idempotencyKey: `again-${slug}`,
      name: 'Other',
      slug,
      currency: 'CNY',
      timeZone: 'Asia/Shanghai',
    };
    expect(await refusalOf(service, { ...omar, environment: 'live' }, createTenant, { input })).toMatchObject(
      {
        code: 'CONFLICT',
        reason: 'ALREADY_EXISTS',
        path: 'input.slug',
      },
    );
    for (const wrong of ['A-bank', '-bank', 'bank-', 'a', 'a.b', 'a@b', '']) {
      expect(
        await refusalOf(service, olga, createTenant, { input: { ...input, slug: wrong } }),
      ).toMatchObject({
        path: 'input.slug',
      });
    }
    const noZone = { ...input, slug: 'no-zone', timeZone: 'Mars/Base' };
    expect(await refusalOf(service, olga, createTenant, { input: noZone })).toMatchObject({
      reason: 'TIME_ZONE_UNKNOWN',
    });
  });

  it('can be suspended, and then does no business', async () => {
    const { id } = await enterAndApprove();
    expect(await ask(service, omar, suspendTenant, { id })).toEqual({
      suspendTenant: { status: 'SUSPENDED' },
    });
    const tenant = transport.client(tenantContract);
    for (const environment of ['sandbox', 'live'] as const) {
      await expect(tenant.activeTenant(owner(id, environment), {})).rejects.toMatchObject({
        reason: 'TENANT_NOT_ACTIVE',
      });
    }
    expect(await refusalOf(service, omar, approveTenant, { id, key: 'back' })).toMatchObject({
      reason: 'STATE_CONFLICT',
    });
    const { id: reviewed } = await enter();
    expect(await refusalOf(service, omar, suspendTenant, { id: reviewed })).toMatchObject({
      reason: 'STATE_CONFLICT',
    });
  });
});

describe('an approval that was cut short', () => {
  it('is finished by whoever repeats it, with passwords that work', async () => {
    const { id, slug } = await enter();
    // As if the platform had died after the identity provider made the first sign-in, before it was recorded.
    const first = await ask<Approved>(service, omar, approveTenant, { id, key: 'cut' });
    const { temporaryPassword, username } = first.approveTenant.signIns[0]!;
    await withAdmin((admin) =>
      admin.query(`UPDATE tenant.user SET status = 'PENDING', temporary_password = $2 WHERE username = $1`, [
        username,
        temporaryPassword,
      ]),
    );
    const { approveTenant: again } = await ask<Approved>(service, omar, approveTenant, { id, key: 'cut' });
    expect(again.signIns).toEqual([
      { environment: 'SANDBOX', username: `owner@${slug}`, temporaryPassword },
      { environment: 'LIVE', username: `owner.live@${slug}`, temporaryPassword: null },
    ]);
    expect(await identity.claimsFor({ username, password: temporaryPassword ?? '' })).toBeDefined();
  });

  it('keeps no password once the sign-in is made', async () => {
    await enterAndApprove();
    const { rows } = await withAdmin((admin) =>
      admin.query(`SELECT count(*)::int AS kept FROM tenant.user WHERE temporary_password IS NOT NULL`),
    );
    expect(rows).toEqual([{ kept: 0 }]);
  });
});

describe('whoever asks who they are', () => {
  it('is told, with their tenant and environment', async () => {
    const { id, slug } = await enterAndApprove();
    const viewer = `{ viewer { actorKind id roles environment tenant { id slug currency timeZone status } } }`;
    expect(await ask(service, owner(id, 'live'), viewer)).toEqual({
      viewer: {
        actorKind: 'PERSON',
        id: 'the owner',
        roles: ['owner'],
        environment: 'LIVE',
        tenant: { id, slug, currency: 'CNY', timeZone: 'Asia/Shanghai', status: 'ACTIVE' },
      },
    });
    expect(await ask(service, olga, viewer)).toMatchObject({
      viewer: { roles: ['platform-operator'], tenant: null },
    });
  });
});

async function withAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
