import { aLine, aLoan, yuan, type Line } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { Caller } from '../harness/caller.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { tablesOf } from './leaving.fixture.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
let operator: Caller;
let tenant: Tenant;
let line: Line;
let loanId: string;

/** What stays possible: borrowers' rights, money that comes in, less credit, fewer rights for somebody, the bank's own data. */
const staysPossible: ReadonlySet<string> = new Set([
  ...['withdrawConsent', 'openSubjectRequest', 'completeSubjectRequest', 'rejectSubjectRequest'],
  ...['setSubjectRequestDeadline', 'replayDecision', 'replayEarlyWarning'],
  ...['stopExperiment', 'cancelBacktest'],
  ...['repay', 'reverseRepayment', 'recordIncomingPayment'],
  ...['resolveIncomingPayment', 'refundOverpayment', 'recordReturnedDebit', 'recordPromiseToPay'],
  ...['freezeCreditLine', 'closeCreditLine', 'cancelDrawDown', 'cancelCollection', 'revokeMandate'],
  ...['disableUser', 'endUserSessions', 'resetUserPassword', 'disableClient', 'deleteClient'],
  ...['rotateClientSecret', 'revokeApiKey', 'rotateApiKey', 'rotateKey', 'endBreakGlass', 'rejectOperation'],
  ...['requestTenantArchive', 'approveOperation'],
]);

beforeAll(async () => {
  await platform.start();
  operator = new Caller(platform, platform.ready.users[0] ?? { username: '', password: '' });
  tenant = await aTenant(platform, 'stopped');
  line = await aLine(tenant, 'Wang');
  loanId = await aLoan(tenant, line.lineId, '1000.00', 'the loan');
  await operator.do('suspendTenant', { tenantId: tenant.id }, 'status');
  await eventually(10_000, async () => {
    const { errors } = await tenant.lender.send(text('createBorrower'), { input: {} });
    return errors[0]?.extensions.reason === 'TENANT_NOT_ACTIVE' ? true : undefined;
  });
});
afterAll(destroyPlatforms);

function text(mutation: string): string {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  return `mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename } }`;
}

async function mutations(): Promise<string[]> {
  const { __schema } = await tenant.lender.ask<{
    __schema: { mutationType: { fields: { name: string }[] } };
  }>('{ __schema { mutationType { fields { name } } } }');
  return __schema.mutationType.fields.map(({ name }) => name);
}

/** A fingerprint of each of the tenant's tables, but those that only tell what was asked and read. */
async function everything(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const table of await tablesOf(platform)) {
    if (table.startsWith('audit.') || table === 'tenant.request_usage') continue;
    const [row] = await queryAll<{ digest: string }>(
      platform,
      `SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS digest FROM ${table} AS t WHERE tenant_id = $1`,
      [tenant.id],
    );
    found[table] = row?.digest ?? '';
  }
  return found;
}

describe('a tenant that is suspended', () => {
  it('changes nothing by any mutation of the schema, whoever of its people tries', async () => {
    const before = await everything();
    const refused = (await mutations()).filter((name) => !staysPossible.has(name));
    expect(refused.length).toBeGreaterThan(50);
    for (const caller of [
      tenant.owner,
      tenant.lender,
      tenant.productManager,
      tenant.approver,
      tenant.riskOfficer,
    ]) {
      const outcomes = await Promise.all(
        refused.map(async (name) => {
          const { errors } = await caller.send(text(name), { input: {} });
          return [name, errors[0]?.extensions.reason];
        }),
      );
      expect(outcomes.filter(([, reason]) => reason !== 'TENANT_NOT_ACTIVE')).toEqual([]);
    }
    expect(await everything()).toEqual(before);
  });

  it('takes in no new customer, however the request is written', async () => {
    const input = { idempotencyKey: 'new', borrower: { reference: 'Li', attributes: {} } };
    for (const query of [
      'mutation ($input: CreateBorrowerInput!) { repaid: createBorrower(input: $input) { id } }',
      'mutation ($input: CreateBorrowerInput!) { ...later } fragment later on Mutation { createBorrower(input: $input) { id } }',
    ]) {
      const { data, errors } = await tenant.lender.send(query, { input });
      expect([data ?? null, errors[0]?.extensions]).toMatchObject([
        null,
        { reason: 'TENANT_NOT_ACTIVE', details: { status: 'SUSPENDED' } },
      ]);
    }
  });

  it('still shows what it has', async () => {
    expect(await tenant.owner.ask('{ viewer { tenant { status } } }')).toEqual({
      viewer: { tenant: { status: 'SUSPENDED' } },
    });
    const { loans } = await tenant.lender.ask<{ loans: { edges: { node: { id: string } }[] } }>(
      '{ loans(first: 10) { edges { node { id } } } }',
    );
    expect(loans.edges.map(({ node }) => node.id)).toEqual([loanId]);
  });

  it('still hears a borrower who pays, and one who no longer agrees', async () => {
    const repayment = await tenant.lender.do<{ id: string }>(
      'repay',
      { idempotencyKey: 'repay', loanId, amount: yuan('100.00') },
      'id',
    );
    expect(repayment.id).toMatch(/^repay_/);
    expect(
      await tenant.lender.do('withdrawConsent', { consentId: line.consentId }, 'withdrawnAt'),
    ).toMatchObject({ withdrawnAt: expect.any(String) as string });
    const request = await tenant.lender.do<{ id: string }>(
      'openSubjectRequest',
      { idempotencyKey: 'ask', borrowerId: line.borrowerId, kind: 'ACCESS' },
      'id',
    );
    expect(request.id).toBeTruthy();
  });

  it('does business again when it is resumed', async () => {
    await operator.do('resumeTenant', { tenantId: tenant.id }, 'status');
    const input = { idempotencyKey: 'again', borrower: { reference: 'Li', attributes: {} } };
    const { id } = await eventually(10_000, () =>
      tenant.lender.do<{ id: string }>('createBorrower', input, 'id').catch(() => undefined),
    );
    expect(id).toMatch(/^borrower_/);
  });
});
