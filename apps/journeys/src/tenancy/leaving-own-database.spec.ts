import { aLine, aLoan } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { Caller } from '../harness/caller.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';
import { rowsIn } from './archive.fixture.js';
import { openedExport, shown, tablesNaming, type Offboarding } from './leaving.fixture.js';

jest.setTimeout(240_000);

const platform = newPlatform();
let operator: Caller;
let reviewer: Caller;
let tenant: Tenant;

beforeAll(async () => {
  await platform.start();
  [operator, reviewer] = platform.ready.users.map((user) => new Caller(platform, user)) as [Caller, Caller];
  tenant = await aTenant(platform, 'apart');
  const { lineId } = await aLine(tenant, 'Wang');
  await aLoan(tenant, lineId, '1000.00', 'the loan');
});
afterAll(destroyPlatforms);

async function databases(): Promise<string[]> {
  const rows = await queryAll<{ name: string }>(
    platform,
    'SELECT datname AS name FROM pg_database WHERE datname = $1',
    [tenant.id],
  );
  return rows.map(({ name }) => name);
}

describe('a database that may not erase', () => {
  it('says so, and how that is mended, before anything is begun', async () => {
    await queryAll(platform, 'REVOKE SET ON PARAMETER session_replication_role FROM fanxing_owner');
    const input = { tenantId: tenant.id, isolation: 'OWN_DATABASE', idempotencyKey: 'apart' };
    const refused = await operator.refusalOf('moveTenant', input);
    expect(refused.extensions).toMatchObject({ reason: 'KEEPER_NOT_PERMITTED' });
    const { statement } = refused.extensions.details;
    expect(statement).toMatch(/^GRANT SET ON PARAMETER session_replication_role TO \w+$/);
    await queryAll(platform, String(statement));
    await operator.do('moveTenant', input, 'status');
  });
});

describe('a tenant with a database of its own', () => {
  it('can not leave while it is being moved', async () => {
    const input = { tenantId: tenant.id, slug: 'apart', reason: 'closes', idempotencyKey: 'too soon' };
    const { extensions } = await operator.refusalOf('offboardTenant', input);
    expect(extensions.reason).toBe('STATE_CONFLICT');
    await eventually(60_000, async () => {
      const { tenantMove } = await operator.ask<{ tenantMove: { status: string } }>(
        'query ($id: ID!) { tenantMove(tenantId: $id) { status } }',
        { id: tenant.id },
      );
      return tenantMove.status === 'DONE' ? true : undefined;
    });
    expect(await databases()).toEqual([tenant.id]);
  });

  it('leaves from there: exported, erased in both, and its database is dropped', async () => {
    const input = {
      tenantId: tenant.id,
      slug: 'apart',
      reason: 'closes',
      graceDays: 0,
      idempotencyKey: 'go',
    };
    await operator.do('offboardTenant', input, 'status');
    await reviewer.do('confirmOffboarding', { tenantId: tenant.id }, 'status');
    const { exports, certificate } = await eventually(90_000, async () => {
      const { offboarding } = await operator.ask<{ offboarding: Offboarding }>(
        `query ($id: ID!) { offboarding(tenantId: $id) { ${shown} } }`,
        { id: tenant.id },
      );
      return offboarding.status === 'ERASED' ? offboarding : undefined;
    });
    const sandbox = exports?.find(({ environment }) => environment === 'SANDBOX');
    const files = await openedExport(platform, sandbox?.folder ?? '', sandbox?.sha256 ?? '');
    expect(rowsIn(files, 'lending.borrower')).toMatchObject([{ reference: 'Wang' }]);
    const { environments } = JSON.parse(certificate ?? '') as {
      environments: { rowsBefore: { table: string; rows: number }[] }[];
    };
    expect(environments[0]?.rowsBefore).toContainEqual({ table: 'lending.loan', rows: 1 });
    await eventually(60_000, async () => ((await databases()).length === 0 ? true : undefined));
    const platformsOwn = ['audit.event', 'tenant.idempotency_key', 'tenant.move', 'tenant.offboarding'];
    await eventually(10_000, async () => {
      const left = (await tablesNaming(platform, tenant.id)).filter((name) => !platformsOwn.includes(name));
      return left.length === 0 ? true : undefined;
    });
  });

  it('is missed by nobody: others are served, and the platform starts again', async () => {
    const next = await aTenant(platform, 'next');
    const { lineId } = await aLine(next, 'Li');
    await aLoan(next, lineId, '1000.00', 'the loan');
    await platform.stop();
    await platform.start();
    expect(await next.owner.ask('{ viewer { tenant { slug } } }')).toEqual({
      viewer: { tenant: { slug: 'next' } },
    });
  });
});
