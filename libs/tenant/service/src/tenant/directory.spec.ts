import pg from 'pg';
import type { Id } from '@fanxing/kernel';
import { newId } from '@fanxing/runtime/identifier';
import { platformTenantId, type Environment } from '@fanxing/runtime/identity';
import { tenantContract } from '@fanxing/tenant-contract';
import { ask, callerOf, refusalOf, SettableClock } from '@fanxing/testing';
import {
  approveTenant,
  olga,
  startTenantDesk,
  suspendTenant,
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
const readTenant = `query ($id: ID!) { tenant(id: $id) { id name status } }`;
const listTenants = `query ($first: Int) { tenants(first: $first) { edges { node { id } } } }`;
const connectBank = `mutation ($input: ConnectBankInput!) { connectBank(input: $input) { adapter baseUrl timeoutMs } }`;

const owner = (tenantId: Id<'tenant'>, environment: Environment = 'sandbox') =>
  callerOf({ tenantId, environment, roles: ['owner'], actor: { kind: 'person', id: 'the owner' } });

describe('the directory', () => {
  it('is seen whole by the operator; a tenant finds itself alone', async () => {
    const north = await desk.enterAndApprove();
    const south = await desk.enterAndApprove();
    const { tenants } = await ask<{ tenants: { edges: { node: { id: string } }[] } }>(
      desk.service,
      olga,
      listTenants,
      { first: 100 },
    );
    expect(tenants.edges.map(({ node }) => node.id)).toEqual(expect.arrayContaining([north.id, south.id]));
    expect(new Set(tenants.edges.map(({ node }) => node.id)).size).toBe(tenants.edges.length);
    expect(await ask(desk.service, owner(south.id), listTenants)).toEqual({
      tenants: { edges: [{ node: { id: south.id } }] },
    });
    expect(await ask(desk.service, owner(south.id), readTenant, { id: south.id })).toMatchObject({
      tenant: { status: 'ACTIVE' },
    });
  });

  it('gives a tenant the same words for another tenant as for one that is not there', async () => {
    const north = await desk.enter();
    const south = await desk.enterAndApprove();
    const nobody = newId('tenant');
    const theirs = await refusalOf(desk.service, owner(south.id), readTenant, { id: north.id });
    const none = await refusalOf(desk.service, owner(south.id), readTenant, { id: nobody });
    expect(theirs.code).toBe('NOT_FOUND');
    expect(JSON.stringify(theirs).replaceAll(north.id, nobody)).toBe(JSON.stringify(none));
  });

  it('is changed by nobody but the operator', async () => {
    const north = await desk.enter();
    const south = await desk.enterAndApprove();
    const input = { idempotencyKey: 'x', name: 'x', slug: 'xx', currency: 'CNY', timeZone: 'UTC' };
    expect(await refusalOf(desk.service, owner(south.id), createTenant, { input })).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(
      await refusalOf(desk.service, owner(south.id), approveTenant, { id: north.id, key: 'x' }),
    ).toMatchObject({ code: 'FORBIDDEN' });
    // Even a token that says operator for a tenant of its own reaches no other row.
    const impostor = callerOf({ tenantId: south.id, roles: ['platform-operator'] });
    expect(await refusalOf(desk.service, impostor, approveTenant, { id: north.id, key: 'x' })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await refusalOf(desk.service, impostor, suspendTenant, { id: north.id })).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('is all that the operator sees of a tenant, in the database itself', async () => {
    await desk.enterAndApprove();
    const client = new pg.Client({ connectionString: desk.database.urlFor('fanxing_tenant') });
    await client.connect();
    await client.query('BEGIN');
    await client.query(
      `SELECT set_config('app.tenant_id', $1, true), set_config('app.environment', 'sandbox', true)`,
      [platformTenantId],
    );
    const seen: Record<string, number> = {};
    for (const table of ['tenant', 'user', 'client', 'consent', 'bank_connection']) {
      const { rows } = await client.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM tenant.${table} WHERE tenant_id <> $1`,
        [platformTenantId],
      );
      seen[table] = rows[0]!.n;
    }
    await client.query('ROLLBACK');
    await client.end();
    expect(seen).toEqual({ tenant: expect.any(Number), user: 0, client: 0, consent: 0, bank_connection: 0 });
    expect(seen['tenant']).toBeGreaterThan(0);
  });
});

describe('the connection to a bank', () => {
  const input = {
    adapter: 'rest',
    baseUrl: 'https://core.bank.example/lending',
    timeoutMs: 900,
    apiKey: 'a-secret',
  };

  it('is kept for one environment, handed to the services that need it, and never shows its key', async () => {
    const { id } = await desk.enterAndApprove();
    const shown = { adapter: 'rest', baseUrl: input.baseUrl, timeoutMs: 900 };
    expect(await ask(desk.service, owner(id), connectBank, { input })).toEqual({ connectBank: shown });
    expect(
      await ask(desk.service, owner(id), connectBank, { input: { ...input, timeoutMs: 800 } }),
    ).toMatchObject({ connectBank: { timeoutMs: 800 } });
    const read = `{ bankConnection { adapter baseUrl timeoutMs } }`;
    expect(await ask(desk.service, owner(id), read)).toEqual({
      bankConnection: { ...shown, timeoutMs: 800 },
    });
    expect(await ask(desk.service, owner(id, 'live'), read)).toEqual({ bankConnection: null });
    const { connection } = await desk.transport.client(tenantContract).bankConnection(owner(id), {});
    expect(connection).toMatchObject({ ...input, timeoutMs: 800 });
    expect(connection).not.toHaveProperty('allowPrivateNetwork');
  });

  it('is refused when the bank could not be reached by it, with the field at fault', async () => {
    const { id } = await desk.enterAndApprove();
    const refused = (change: object) =>
      refusalOf(desk.service, owner(id), connectBank, { input: { ...input, ...change } });
    expect(await refused({ adapter: 'fax' })).toMatchObject({
      code: 'BAD_USER_INPUT',
      path: 'input.adapter',
    });
    expect(await refused({ timeoutMs: 1 })).toMatchObject({ path: 'input.timeoutMs' });
    expect(await refused({ baseUrl: 'http://127.0.0.1:5432' })).toMatchObject({ path: 'input.baseUrl' });
    expect(await refused({ baseUrl: 'https://bank.example/\u0000' })).toMatchObject({
      path: 'input.baseUrl',
    });
    const lender = callerOf({ tenantId: id, roles: ['lender'] });
    expect(await refusalOf(desk.service, lender, connectBank, { input })).toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});
