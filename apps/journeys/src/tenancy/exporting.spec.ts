import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aLine, aLoan } from '../harness/a-loan.fixture.js';
import { aTenant, foundTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import type { Caller } from '../harness/caller.fixture.js';
import { fanxing, fanxingJson } from '../harness/command-line.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { filesIn, rowsIn, tablesIn } from './archive.fixture.js';
import { tablesOf } from './leaving.fixture.js';

jest.setTimeout(120_000);

const canary = 'Zhao-canary-7731';
const platform = sharedPlatform();
let tenant: Tenant;
let archiveId: string;
let archive: Buffer;

const request =
  'mutation ($input: RequestTenantArchiveInput!) { requestTenantArchive(input: $input) { id } }';

beforeAll(async () => {
  await platform.start();
  tenant = await aTenant(platform, 'taking');
  const { lineId, borrowerId } = await aLine(tenant, canary);
  await aLoan(tenant, lineId, '1000.00', 'the loan');
  const mandate = { borrowerId, reference: 'M1', accountReference: `${canary}-account` };
  await tenant.lender.do('recordMandate', { idempotencyKey: 'mandate', ...mandate }, 'id');
  const signedAt = new Date().toISOString();
  await tenant.lender.do(
    'grantConsent',
    {
      ...{ idempotencyKey: 'proved', borrowerId, purpose: 'CREDIT_DECISION', textVersion: '2026-01' },
      proof: 'form 7',
      evidence: { content: `${canary} agreed`, method: 'ONE_TIME_CODE', signedAt },
    },
    'id',
  );
  await tenant.lender.do(
    'openSubjectRequest',
    { idempotencyKey: 'ask', borrowerId, kind: 'ACCESS', details: `${canary} asks` },
    'id',
  );
});
afterAll(destroyPlatforms);

async function fetchAs(caller: Caller, id: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${platform.ready.urls.gateway}/exports/${id}`, {
    headers: { authorization: await caller.authorization(), ...headers },
  });
}

describe("a bank's export of its own data", () => {
  it('is for an owner, with a second person, and never for a program', async () => {
    const input = { idempotencyKey: 'take' };
    for (const caller of [tenant.lender, tenant.approver, tenant.riskOfficer])
      expect((await caller.send(request, { input })).errors[0]?.extensions.reason).toBe('FORBIDDEN');
    const waiting = await tenant.owner.send(request, { input });
    expect(waiting.errors[0]?.extensions.reason).toBe('APPROVAL_NEEDED');
    const approvalId = waiting.errors[0]?.extensions.details['approvalId'];
    const alone = await tenant.owner.refusalOf('approveOperation', { approvalId });
    expect(alone.extensions.reason).toBe('FOUR_EYES');
    await tenant.approver.do('approveOperation', { approvalId }, 'approval { status }');
    ({ id: archiveId } = await tenant.owner.do<{ id: string }>('requestTenantArchive', input, 'id'));
    expect(archiveId).toMatch(/^export_/);
  });

  it('is fetched over the address of the API by whoever asked for it, and nobody else', async () => {
    const made = await eventually(30_000, async () => {
      const { tenantArchive } = await tenant.owner.ask<{
        tenantArchive: { status: string; path: string; bytes: number; sha256: string };
      }>('query ($id: ID!) { tenantArchive(id: $id) { status path bytes sha256 } }', { id: archiveId });
      return tenantArchive.status === 'READY' ? tenantArchive : undefined;
    });
    const response = await fetchAs(tenant.owner, archiveId);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
    archive = Buffer.from(await response.arrayBuffer());
    expect(archive.length).toBe(made.bytes);
    const stranger = (await foundTenant(platform, 'stranger')).owners;
    for (const caller of [
      tenant.lender,
      tenant.approver,
      tenant.owners.LIVE,
      stranger.SANDBOX,
      stranger.LIVE,
    ]) {
      const refused = await fetchAs(caller, archiveId);
      const unknown = await fetchAs(
        caller,
        archiveId.replace(/.$/, (last) => (last === 'z' ? 'y' : 'z')),
      );
      const texts = await Promise.all([refused.text(), unknown.text()]);
      expect(texts[0]?.replaceAll(/export_\w+/g, '')).toBe(texts[1]?.replaceAll(/export_\w+/g, ''));
      expect(texts[0]).toMatch(/"(NOT_FOUND|FORBIDDEN)"/);
    }
    const nobody = await fetch(`${platform.ready.urls.gateway}/exports/${archiveId}`);
    expect(nobody.status).toBe(401);
  });

  it('is taken up where it broke off', async () => {
    const part = await fetchAs(tenant.owner, archiveId, { range: 'bytes=100-' });
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      `bytes 100-${archive.length - 1}/${archive.length}`,
    ]);
    expect(Buffer.from(await part.arrayBuffer()).equals(archive.subarray(100))).toBe(true);
    const middle = await fetchAs(tenant.owner, archiveId, { range: 'bytes=10-19' });
    expect(Buffer.from(await middle.arrayBuffer()).equals(archive.subarray(10, 20))).toBe(true);
    const other = await fetchAs(tenant.owner, archiveId, { range: 'bytes=10-', 'if-range': '"another"' });
    expect(other.status).toBe(200);
    expect((await fetchAs(tenant.owner, archiveId, { range: `bytes=${archive.length}-` })).status).toBe(416);
  });

  it('is not fetched many times at once, and can be again afterwards', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const response = await fetchAs(tenant.owner, archiveId);
        await response.arrayBuffer();
        return response.status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    expect((await fetchAs(tenant.owner, archiveId)).status).toBe(200);
  });

  it('has every row of every table, in the clear, and no key or secret', async () => {
    const files = filesIn(archive);
    const tables = tablesIn(files);
    const inDatabase = (await tablesOf(platform)).map((name) => name.replaceAll('"', ''));
    expect(tables.map(({ table }) => table).sort()).toEqual(inDatabase.sort());
    const later = /^audit\.|^tenant\.(export|request_usage|idempotency_key|outbox_event|approval)$/;
    for (const { table, rows } of tables) {
      const [found] = await queryAll<{ rows: string }>(
        platform,
        `SELECT count(*)::text AS rows FROM ${table.replace('.user', '."user"')} WHERE tenant_id = $1 AND environment = 'sandbox'`,
        [tenant.id],
      );
      if (!later.test(table)) expect([table, rows]).toEqual([table, Number(found?.rows)]);
    }
    const content = [...files.values()].map(String).join('\n');
    expect(content).not.toMatch(/"fx1\.|_sealed"|"data_key"|_index"|"wrapped"|temporary_password/);
    const [borrower] = rowsIn(files, 'lending.borrower');
    expect(borrower).toMatchObject({ reference: canary, attributes: { region: 'north', sex: 'f' } });
    expect(rowsIn(files, 'risk.event')[0]).toMatchObject({
      detail: { channel: expect.anything() as unknown },
    });
    expect(rowsIn(files, 'risk.decision')[0]).toMatchObject({ facts: { attributes: { region: 'north' } } });
    expect(rowsIn(files, 'lending.mandate')).toMatchObject([{ account: `${canary}-account` }]);
    expect(rowsIn(files, 'lending.offer')[0]).toMatchObject({ signature: { method: 'ONE_TIME_CODE' } });
    expect(rowsIn(files, 'tenant.subject_request')[0]).toMatchObject({ details: `${canary} asks` });
    expect(rowsIn(files, 'tenant.consent')).toContainEqual(expect.objectContaining({ proof: 'form 7' }));
    expect(rowsIn(files, 'tenant.consent_evidence')).toMatchObject([{ content: `${canary} agreed` }]);
  });

  it('lies encrypted until it is fetched, and each fetching is in the audit log', async () => {
    const folder = join(platform.folder, 'exports', tenant.id, 'downloads', 'sandbox');
    const [name = ''] = readdirSync(folder);
    const kept = readFileSync(join(folder, name));
    expect(kept.subarray(0, 2)).not.toEqual(archive.subarray(0, 2));
    expect(kept.includes(archive.subarray(1_000, 1_032))).toBe(false);
    const { auditEvents } = await tenant.owner.ask<{
      auditEvents: { edges: { node: { action: string; actorKind: string } }[] };
    }>(
      'query ($id: ID!) { auditEvents(first: 100, filter: { subjectId: $id }) { edges { node { action actorKind } } } }',
      { id: archiveId },
    );
    const actions = auditEvents.edges.map(({ node }) => `${node.actorKind} ${node.action}`);
    expect(actions[0]).toBe('PERSON requestTenantArchive');
    expect(actions.filter((action) => action === 'PERSON fetchTenantArchive').length).toBeGreaterThanOrEqual(
      5,
    );
  });

  it('is fetched from the command line too, also the rest of it', async () => {
    const token = join(platform.folder, 'token');
    const out = join(platform.folder, 'taken.tar.gz');
    writeFileSync(token, (await tenant.owner.authorization()).replace('Bearer ', ''));
    writeFileSync(`${out}.part`, archive.subarray(0, 777));
    const command = ['tenant', 'export', tenant.id, '--token-file', token, '--out', out];
    expect(await fanxingJson(platform, command)).toMatchObject({ id: archiveId, bytes: archive.length });
    expect(readFileSync(out).equals(archive)).toBe(true);
    writeFileSync(token, (await tenant.lender.authorization()).replace('Bearer ', ''));
    const refused = await fanxing(platform, ...command);
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('tenant:export')]);
  });
});
