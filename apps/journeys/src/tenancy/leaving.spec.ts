import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aLine, aLoan } from '../harness/a-loan.fixture.js';
import {
  aTenant,
  foundTenant,
  furnish,
  type FoundedTenant,
  type Tenant,
} from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { Caller } from '../harness/caller.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';
import { rowsIn } from './archive.fixture.js';
import { openedExport, shown, tablesNaming, type Offboarding } from './leaving.fixture.js';

jest.setTimeout(180_000);

const platform = newPlatform();
let operator: Caller;
let reviewer: Caller;

beforeAll(async () => {
  await platform.start();
  [operator, reviewer] = platform.ready.users.map((user) => new Caller(platform, user)) as [Caller, Caller];
});
afterAll(destroyPlatforms);

const leaving = ({ id, slug }: FoundedTenant, more: Record<string, unknown> = {}) => ({
  tenantId: id,
  slug,
  reason: 'the bank closes',
  idempotencyKey: `leave ${slug}`,
  ...more,
});

async function offboarding({ id }: FoundedTenant): Promise<Offboarding> {
  const answer = await operator.ask<{ offboarding: Offboarding }>(
    `query ($id: ID!) { offboarding(tenantId: $id) { ${shown} } }`,
    { id },
  );
  return answer.offboarding;
}

function untilStatus(tenant: FoundedTenant, status: string): Promise<Offboarding> {
  return eventually(90_000, async () => {
    const found = await offboarding(tenant);
    return found.status === status ? found : undefined;
  });
}

describe('a tenant that was approved', () => {
  it('has everything made for it, and can read what', async () => {
    const startedMs = performance.now();
    const tenant = await foundTenant(platform, 'made');
    const { tenant: read } = await tenant.owners.SANDBOX.ask<{
      tenant: {
        provisioning: { isDone: boolean; steps: { name: string; environment: string; status: string }[] };
      };
    }>(
      'query ($id: ID!) { tenant(id: $id) { provisioning { isDone steps { environment name status attempts failure at } } } }',
      { id: tenant.id },
    );
    expect(performance.now() - startedMs).toBeLessThan(60_000);
    expect(read.provisioning.isDone).toBe(true);
    expect(
      read.provisioning.steps.map(({ environment, name, status }) => `${environment} ${name} ${status}`),
    ).toEqual([
      'LIVE ORGANIZATION DONE',
      'SANDBOX ACCOUNTS DONE',
      'LIVE ACCOUNTS DONE',
      'SANDBOX SANDBOX_BANK DONE',
      'SANDBOX OWNER_SIGN_IN DONE',
      'LIVE OWNER_SIGN_IN DONE',
    ]);
    const connection = '{ bankConnection { baseUrl } }';
    expect(await tenant.owners.SANDBOX.ask(connection)).toEqual({
      bankConnection: { baseUrl: platform.ready.urls.sandboxBank },
    });
    expect(await tenant.owners.LIVE.ask(connection)).toEqual({ bankConnection: null });
  });
});

describe('a tenant that was rejected', () => {
  it('says why, never begins, and leaves its slug to the next', async () => {
    const details = { name: 'A bank', slug: 'again', currency: 'CNY', timeZone: 'Asia/Shanghai' };
    const { id } = await operator.do<{ id: string }>(
      'createTenant',
      { idempotencyKey: 'first', ...details },
      'id',
    );
    const input = { tenantId: id, reason: 'no banking licence' };
    expect((await operator.refusalOf('rejectTenant', input)).extensions.reason).toBe('FOUR_EYES');
    const rejected = { status: 'REJECTED', rejection: 'no banking licence' };
    expect(await reviewer.do('rejectTenant', input, 'status rejection')).toEqual(rejected);
    expect(await reviewer.do('rejectTenant', input, 'status rejection')).toEqual(rejected);
    const approval = { tenantId: id, idempotencyKey: 'too late' };
    expect((await reviewer.refusalOf('approveTenant', approval)).extensions.reason).toBe('STATE_CONFLICT');
    const second = await operator.do<{ status: string }>(
      'createTenant',
      { idempotencyKey: 'second', ...details },
      'status',
    );
    expect(second.status).toBe('IN_REVIEW');
  });
});

const drawText = 'mutation ($input: DrawDownInput!) { drawDown(input: $input) { id } }';

describe('a tenant that was suspended', () => {
  it('does business again when it is resumed', async () => {
    const tenant = await aTenant(platform, 'rested');
    const { lineId } = await aLine(tenant, 'Wang');
    await operator.do('suspendTenant', { tenantId: tenant.id }, 'status');
    const draw = (key: string) => ({
      idempotencyKey: key,
      creditLineId: lineId,
      amount: { amount: '500.00', currency: 'CNY' },
    });
    await eventually(5_000, async () => {
      const { errors } = await tenant.lender.send(drawText, {
        input: draw(`while suspended ${performance.now()}`),
      });
      return errors[0]?.extensions.reason === 'TENANT_NOT_ACTIVE' ? true : undefined;
    });
    expect(await operator.do('resumeTenant', { tenantId: tenant.id }, 'status')).toEqual({
      status: 'ACTIVE',
    });
    await eventually(5_000, async () => {
      const { errors } = await tenant.lender.send(drawText, { input: draw('after it was resumed') });
      return errors.length === 0 ? true : undefined;
    });
  });
});

describe('a tenant that leaves', () => {
  let tenant: Tenant;

  beforeAll(async () => {
    tenant = await aTenant(platform, 'gone');
    const { lineId } = await aLine(tenant, 'Wang');
    await aLoan(tenant, lineId, '1000.00', 'the loan');
  });

  it('needs two operators, and its slug', async () => {
    const wrong = await operator.refusalOf('offboardTenant', leaving(tenant, { slug: 'another' }));
    expect(wrong.extensions).toMatchObject({ reason: 'INPUT_INVALID', path: 'input.slug' });
    const owner = await tenant.owner.refusalOf('offboardTenant', leaving(tenant));
    expect(owner.extensions.reason).toBe('FORBIDDEN');
    await operator.do('offboardTenant', leaving(tenant, { graceDays: 1 }), 'status');
    const alone = await operator.refusalOf('confirmOffboarding', { tenantId: tenant.id });
    expect(alone.extensions.reason).toBe('FOUR_EYES');
    expect(await tenant.owner.ask('{ viewer { tenant { status } } }')).toEqual({
      viewer: { tenant: { status: 'ACTIVE' } },
    });
  });

  it('stops and is exported when the second one confirms, and may still be kept', async () => {
    await reviewer.do('confirmOffboarding', { tenantId: tenant.id }, 'status');
    const { exports } = await untilStatus(tenant, 'EXPORTED');
    expect(exports?.map(({ environment }) => environment)).toEqual(['SANDBOX', 'LIVE']);
    expect(await operator.do('cancelOffboarding', { tenantId: tenant.id }, 'status')).toEqual({
      status: 'CANCELLED',
    });
    expect(await operator.do('resumeTenant', { tenantId: tenant.id }, 'status')).toEqual({
      status: 'ACTIVE',
    });
  });

  it('is erased to the last row, with an export and a proof', async () => {
    const before = await tablesNaming(platform, tenant.id);
    expect(before.length).toBeGreaterThan(25);
    await operator.do(
      'offboardTenant',
      leaving(tenant, { graceDays: 0, idempotencyKey: 'for good' }),
      'status',
    );
    await reviewer.do('confirmOffboarding', { tenantId: tenant.id }, 'status');
    const { exports, certificate, certificateSignature } = await untilStatus(tenant, 'ERASED');

    const left = await tablesNaming(platform, tenant.id);
    const platformsOwn = ['audit.event', 'tenant.idempotency_key', 'tenant.offboarding'];
    expect(left.filter((name) => !platformsOwn.includes(name))).toEqual([]);
    const rows = await queryAll<{ tenant: string }>(
      platform,
      `SELECT DISTINCT tenant_id AS tenant FROM audit.event WHERE tenant_id = $1
       UNION SELECT tenant_id FROM tenant.idempotency_key WHERE tenant_id = $1`,
      [tenant.id],
    );
    expect(rows).toEqual([]);

    for (const { environment, folder, sha256 } of exports ?? []) {
      const files = await openedExport(platform, folder, sha256);
      if (environment === 'LIVE') continue;
      expect(rowsIn(files, 'lending.loan')).toMatchObject([{ principal_minor: 100_000 }]);
      expect(rowsIn(files, 'lending.borrower')).toMatchObject([{ reference: 'Wang' }]);
    }

    const key = createPublicKey(readFileSync(join(platform.folder, 'audit-anchor-key.pub.pem'), 'utf8'));
    const signature = Buffer.from(certificateSignature ?? '', 'base64');
    expect(verify(null, Buffer.from(certificate ?? ''), key, signature)).toBe(true);
    const said = JSON.parse(certificate ?? '') as {
      environments: {
        exportSha256: string;
        rowsAfter: number;
        rowsBefore: { table: string; rows: number }[];
      }[];
    };
    expect(said.environments.map(({ rowsAfter }) => rowsAfter)).toEqual([0, 0]);
    expect(said.environments.map(({ exportSha256 }) => exportSha256)).toEqual(
      exports?.map(({ sha256 }) => sha256),
    );
    expect(said.environments[0]?.rowsBefore).toContainEqual({ table: 'lending.loan', rows: 1 });
  });

  it('has no sign-in any more, and no token that still opens anything', async () => {
    const { errors } = await tenant.owner.send('{ viewer { id } }');
    expect(errors[0]?.extensions.reason).toMatch(/^(TENANT_NOT_ACTIVE|TOKEN_INVALID)$/);
    await expect(new Caller(platform, tenant.owner.credentials).ask('{ viewer { id } }')).rejects.toThrow(
      /signing in/,
    );
    await expect(new Caller(platform, tenant.lender.credentials).ask('{ viewer { id } }')).rejects.toThrow(
      /signing in/,
    );
  });

  it('leaves its slug to another', async () => {
    const details = { name: 'The next', slug: 'gone', currency: 'CNY', timeZone: 'Asia/Shanghai' };
    const next = await operator.do<{ id: string }>(
      'createTenant',
      { idempotencyKey: 'the next', ...details },
      'id',
    );
    expect(next.id).not.toBe(tenant.id);
  });
});

describe('a tenant that has lent real money', () => {
  it('can not leave while a loan is open, unless that is said', async () => {
    const tenant = await furnish(platform, await foundTenant(platform, 'lending'), 'LIVE');
    const { lineId } = await aLine(tenant, 'Wang');
    await aLoan(tenant, lineId, '1000.00', 'the loan');
    const refused = await operator.refusalOf('offboardTenant', leaving(tenant));
    expect(refused.extensions).toMatchObject({
      reason: 'TENANT_HAS_BUSINESS',
      details: { environment: 'live', loansOpen: 1, onTheirWay: 0 },
    });
    const forced = leaving(tenant, { force: true });
    expect(await operator.do('offboardTenant', forced, 'status forced')).toEqual({
      status: 'REQUESTED',
      forced: true,
    });
  });
});

describe('a platform that is killed', () => {
  it('goes on with what was begun: nothing is half made, nothing half erased', async () => {
    const tenant = await foundTenant(platform, 'cut-short');
    await operator.do('offboardTenant', leaving(tenant, { graceDays: 0 }), 'status');
    const details = { name: 'New', slug: 'half-made', currency: 'CNY', timeZone: 'Asia/Shanghai' };
    const { id } = await operator.do<{ id: string }>(
      'createTenant',
      { idempotencyKey: 'half', ...details },
      'id',
    );
    await reviewer.do('confirmOffboarding', { tenantId: tenant.id }, 'status');
    const approval = reviewer
      .do('approveTenant', { idempotencyKey: 'half', tenantId: id }, 'tenant { id }')
      .catch(() => undefined);
    await eventually(5_000, async () => {
      const steps = await queryAll(platform, 'SELECT 1 FROM tenant.provisioning_step WHERE tenant_id = $1', [
        id,
      ]);
      return steps.length > 0 ? true : undefined;
    });
    await platform.kill();
    await approval;
    await platform.start();
    [operator, reviewer] = platform.ready.users.map((user) => new Caller(platform, user)) as [Caller, Caller];
    await eventually(60_000, async () => {
      const { tenant: read } = await operator.ask<{ tenant: { provisioning: { isDone: boolean } | null } }>(
        'query ($id: ID!) { tenant(id: $id) { provisioning { isDone } } }',
        { id },
      );
      return read.provisioning?.isDone === true ? true : undefined;
    });
    const { signIns } = await reviewer.do<{
      signIns: { username: string; temporaryPassword: string | null }[];
    }>('approveTenant', { idempotencyKey: 'half', tenantId: id }, 'signIns { username temporaryPassword }');
    for (const { username, temporaryPassword } of signIns) {
      const owner = new Caller(platform, { username, password: temporaryPassword ?? '' });
      expect(await owner.ask('{ viewer { roles } }')).toEqual({ viewer: { roles: ['owner'] } });
    }
    await untilStatus(tenant, 'ERASED');
  });
});
