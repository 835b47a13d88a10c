import { aBorrower, aLine, aLoan, consentOf } from '../harness/a-loan.fixture.js';
import { foundTenant, furnish, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';

jest.setTimeout(180_000);

const platform = sharedPlatform();
let sandbox: Tenant;
let live: Tenant;

beforeAll(async () => {
  await platform.start();
  const founded = await foundTenant(platform, 'both');
  sandbox = await furnish(platform, founded, 'SANDBOX');
  live = await furnish(platform, founded, 'LIVE');
});
afterAll(destroyPlatforms);

const balance = ({ owner }: Tenant): Promise<unknown> =>
  owner.ask('{ trialBalance { balanced entries accounts { code debit { amount } credit { amount } } } }');

describe('the sandbox and the live world of one bank', () => {
  it('take the same keys and names for different things', async () => {
    const [inSandbox, inLive] = [await aBorrower(sandbox, 'Wang'), await aBorrower(live, 'Wang')];
    expect(inSandbox.id).not.toBe(inLive.id);
    expect(inSandbox.consentId).not.toBe(inLive.consentId);
    const foreign = await consentOf(live, inSandbox.id).catch((error: unknown) => String(error));
    expect(foreign).toMatch(/NOT_FOUND/);
  });

  it('have books of their own: what the sandbox lends moves no money in live', async () => {
    const before = await balance(live);
    const { lineId } = await aLine(sandbox, 'Li');
    await aLoan(sandbox, lineId, '1000.00', 'the same key');
    expect(await balance(live)).toEqual(before);
    const { lineId: liveLine } = await aLine(live, 'Li');
    const inSandbox = await balance(sandbox);
    await aLoan(live, liveLine, '700.00', 'the same key');
    expect(await balance(sandbox)).toEqual(inSandbox);
    const rows = await queryAll<{ environment: string; lent: string }>(
      platform,
      'SELECT environment, sum(principal_minor)::text AS lent FROM lending.loan WHERE tenant_id = $1 GROUP BY 1 ORDER BY 1',
      [live.id],
    );
    expect(rows).toEqual([
      { environment: 'live', lent: '70000' },
      { environment: 'sandbox', lent: '100000' },
    ]);
  });

  it('reach banks of their own', async () => {
    const connection = '{ bankConnection { baseUrl timeoutMs } }';
    const before = await live.owner.ask(connection);
    const elsewhere = `${platform.ready.urls.sandboxBank}/elsewhere`;
    await sandbox.owner.do('connectBank', { adapter: 'rest', baseUrl: elsewhere, timeoutMs: 900 }, 'baseUrl');
    expect(await live.owner.ask(connection)).toEqual(before);
    expect(await sandbox.owner.ask(connection)).toEqual({
      bankConnection: { baseUrl: elsewhere, timeoutMs: 900 },
    });
  });

  it('differ in what is for trying out only: live has no test clock', async () => {
    const refused = await live.lender.refusalOf('advanceTestClock', { days: 1, idempotencyKey: 'a day' });
    expect(refused.extensions.reason).toBe('SANDBOX_ONLY');
    const { id } = await aBorrower(live, 'Zhao');
    const asOf = await live.lender.refusalOf('applyForCredit', {
      idempotencyKey: 'as of',
      borrowerId: id,
      productId: live.productId,
      asOf: '2026-01-01T00:00:00Z',
    });
    expect(asOf.extensions.reason).toBe('SANDBOX_ONLY');
  });

  it('let in those who belong there, and nobody else with the same name', async () => {
    const viewer = '{ viewer { environment } }';
    expect(await sandbox.owner.ask(viewer)).toEqual({ viewer: { environment: 'SANDBOX' } });
    expect(await live.owner.ask(viewer)).toEqual({ viewer: { environment: 'LIVE' } });
    const { username } = sandbox.owner.credentials as { username: string };
    const { username: liveName } = live.owner.credentials as { username: string };
    expect([username, liveName]).toEqual([`owner@${sandbox.slug}`, `owner.live@${sandbox.slug}`]);
  });
});
