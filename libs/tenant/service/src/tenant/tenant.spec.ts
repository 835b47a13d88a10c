import pg from 'pg';
import type { Id } from '@fanxing/kernel';
import { type Environment } from '@fanxing/runtime/identity';
import { tenantContract } from '@fanxing/tenant-contract';
import { ask, callerOf, refusalOf, SettableClock } from '@fanxing/testing';
import {
  approveTenant,
  olga,
  omar,
  startTenantDesk,
  suspendTenant,
  type SignIns,
  type TenantDesk,
} from './tenant-desk.fixture.js';

let desk: TenantDesk;

// A password is hashed slowly on purpose, and each approval makes two.
jest.setTimeout(60_000);

beforeAll(async () => {
  desk = await startTenantDesk(new SettableClock(new Date().toISOString()));
});

afterAll(() => desk?.stop());

const createTenant = `mutation ($input: CreateTenantInput!) { createTenant(input: $input) { id name slug status } }`;

interface Approved {
  approveTenant: { tenant: { id: string; status: string }; signIns: SignIns };
}

const owner = (tenantId: Id<'tenant'>, environment: Environment = 'sandbox') =>
  callerOf({ tenantId, environment, roles: ['owner'], actor: { kind: 'person', id: 'the owner' } });

describe('a new tenant', () => {
  it('is reviewed by a second operator before it may do business', async () => {
    const { id } = await desk.enter();
    const tenant = desk.transport.client(tenantContract);
    await expect(tenant.activeTenant(owner(id), {})).rejects.toMatchObject({
      reason: 'TENANT_NOT_ACTIVE',
      details: { status: 'IN_REVIEW' },
    });
    expect(await refusalOf(desk.service, olga, approveTenant, { id, key: 'k' })).toMatchObject({
      reason: 'FOUR_EYES',
    });
    await ask(desk.service, omar, approveTenant, { id, key: 'k' });
    for (const environment of ['sandbox', 'live'] as const) {
      expect(await tenant.activeTenant(owner(id, environment), {})).toEqual({
        name: 'A bank',
        currency: 'CNY',
        timeZone: 'Asia/Shanghai',
      });
    }
  });

  it('gets an owner who can sign in to each environment', async () => {
    const { id, slug, signIns } = await desk.enterAndApprove();
    expect(signIns).toMatchObject([
      { environment: 'SANDBOX', username: `owner@${slug}` },
      { environment: 'LIVE', username: `owner.live@${slug}` },
    ]);
    for (const { environment, username, temporaryPassword } of signIns) {
      expect(await desk.identity.claimsFor({ username, password: temporaryPassword ?? '' })).toMatchObject({
        tenant_id: id,
        environment: environment.toLowerCase(),
        realm_access: { roles: ['owner'] },
      });
      expect(await desk.identity.claimsFor({ username, password: 'another password' })).toBeUndefined();
    }
  });

  it('has its passwords shown once, however often the approval is repeated', async () => {
    const { id, slug, signIns } = await desk.enterAndApprove();
    for (const key of [slug, 'another key']) {
      const { approveTenant: again } = await ask<Approved>(desk.service, omar, approveTenant, { id, key });
      expect(again.tenant.status).toBe('ACTIVE');
      expect(again.signIns).toEqual(signIns.map((each) => ({ ...each, temporaryPassword: null })));
    }
    const [{ username, temporaryPassword }] = signIns as [SignIns[number]];
    expect(await desk.identity.claimsFor({ username, password: temporaryPassword ?? '' })).toBeDefined();
  });

  it('can not take a slug that another tenant has, nor one that makes no address', async () => {
    const { slug } = await desk.enter();
    const input = {
      idempotencyKey: `again-${slug}`,
      name: 'Other',
      slug,
      currency: 'CNY',
      timeZone: 'Asia/Shanghai',
    };
    expect(
      await refusalOf(desk.service, { ...omar, environment: 'live' }, createTenant, { input }),
    ).toMatchObject({
      code: 'CONFLICT',
      reason: 'ALREADY_EXISTS',
      path: 'input.slug',
    });
    for (const wrong of ['A-bank', '-bank', 'bank-', 'a', 'a.b', 'a@b', '']) {
      expect(
        await refusalOf(desk.service, olga, createTenant, { input: { ...input, slug: wrong } }),
      ).toMatchObject({
        path: 'input.slug',
      });
    }
    const noZone = { ...input, slug: 'no-zone', timeZone: 'Mars/Base' };
    expect(await refusalOf(desk.service, olga, createTenant, { input: noZone })).toMatchObject({
      reason: 'TIME_ZONE_UNKNOWN',
    });
  });

  it('can be suspended, and then does no business', async () => {
    const { id } = await desk.enterAndApprove();
    expect(await ask(desk.service, omar, suspendTenant, { id })).toEqual({
      suspendTenant: { status: 'SUSPENDED' },
    });
    const tenant = desk.transport.client(tenantContract);
    for (const environment of ['sandbox', 'live'] as const) {
      await expect(tenant.activeTenant(owner(id, environment), {})).rejects.toMatchObject({
        reason: 'TENANT_NOT_ACTIVE',
      });
    }
    expect(await refusalOf(desk.service, omar, approveTenant, { id, key: 'back' })).toMatchObject({
      reason: 'STATE_CONFLICT',
    });
    const { id: reviewed } = await desk.enter();
    expect(await refusalOf(desk.service, omar, suspendTenant, { id: reviewed })).toMatchObject({
      reason: 'STATE_CONFLICT',
    });
  });
});

describe('an approval that was cut short', () => {
  it('is finished by whoever repeats it, with passwords that work', async () => {
    const { id, slug } = await desk.enter();
    // As if the platform had died after the identity provider made the first sign-in, before it was recorded.
    const first = await ask<Approved>(desk.service, omar, approveTenant, { id, key: 'cut' });
    const { temporaryPassword, username } = first.approveTenant.signIns[0]!;
    await withAdmin((admin) =>
      admin.query(`UPDATE tenant.user SET status = 'PENDING', temporary_password = $2 WHERE username = $1`, [
        username,
        temporaryPassword,
      ]),
    );
    const { approveTenant: again } = await ask<Approved>(desk.service, omar, approveTenant, {
      id,
      key: 'cut',
    });
    expect(again.signIns).toEqual([
      { environment: 'SANDBOX', username: `owner@${slug}`, temporaryPassword },
      { environment: 'LIVE', username: `owner.live@${slug}`, temporaryPassword: null },
    ]);
    expect(await desk.identity.claimsFor({ username, password: temporaryPassword ?? '' })).toBeDefined();
  });

  it('keeps no password once the sign-in is made', async () => {
    await desk.enterAndApprove();
    const { rows } = await withAdmin((admin) =>
      admin.query(`SELECT count(*)::int AS kept FROM tenant.user WHERE temporary_password IS NOT NULL`),
    );
    expect(rows).toEqual([{ kept: 0 }]);
  });
});

describe('whoever asks who they are', () => {
  it('is told, with their tenant and environment', async () => {
    const { id, slug } = await desk.enterAndApprove();
    const viewer = `{ viewer { actorKind id roles environment tenant { id slug currency timeZone status } } }`;
    expect(await ask(desk.service, owner(id, 'live'), viewer)).toEqual({
      viewer: {
        actorKind: 'PERSON',
        id: 'the owner',
        roles: ['owner'],
        environment: 'LIVE',
        tenant: { id, slug, currency: 'CNY', timeZone: 'Asia/Shanghai', status: 'ACTIVE' },
      },
    });
    expect(await ask(desk.service, olga, viewer)).toMatchObject({
      viewer: { roles: ['platform-operator'], tenant: null },
    });
  });
});

async function withAdmin<T>(work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: desk.database.adminUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
