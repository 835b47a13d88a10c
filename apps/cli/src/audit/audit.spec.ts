import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { AnchorBook, anchorKeyOf, AuditSealer } from '@fanxing/runtime/audit';
import { systemClock } from '@fanxing/runtime/clock';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { tenantMigrations } from '@fanxing/tenant-service';
import { startTestDatabase, type TestDatabase } from '@fanxing/testing';
import { fanxing, type Ran } from '../cli.fixture.js';

jest.setTimeout(180_000);

const many = 100_000;
const tenant = newId('tenant');
const other = newId('tenant');
const borrower = newId('borrower');
let database: TestDatabase;
let service: ServiceDatabase;
let admin: pg.Client;
let folder: string;
let ids: string[];

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'fanxing-cli-')));
  database = await startTestDatabase({ sets: [tenantMigrations] });
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  writeFileSync(join(folder, 'platform.json'), JSON.stringify({ databaseUrl: database.adminUrl }));
  service = await ServiceDatabase.connect({ url: database.urlFor('fanxing_tenant'), applicationName: 'cli' });
  ids = await write(tenant, 30, borrower);
  await write(other, 5, 'loan_x');
  await seal();
});
afterAll(async () => {
  await service?.close();
  await admin?.end();
  await database?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function write(tenantId: string, count: number, subjectId: string): Promise<string[]> {
  const written = Array.from({ length: count }, () => newId('audit'));
  await admin.query(
    `INSERT INTO audit.event (tenant_id, environment, id, service, action, actor_kind, actor_id, subject_kind, subject_id, after)
     SELECT $1, 'sandbox', id, 'lending', 'repay', 'client', 'core', 'thing', $3, '{"amount": "12.50"}' FROM unnest($2::text[]) AS id`,
    [tenantId, written, subjectId],
  );
  return written;
}

async function seal(): Promise<void> {
  const anchors = await AnchorBook.open(folder);
  await new AuditSealer({ database: service, clock: systemClock, anchors }).sealAll(true);
}

function audit(...options: string[]): Promise<Ran> {
  return fanxing(['audit', ...options, '--data-dir', folder]);
}

async function tampered(sql: string, work: () => Promise<void>): Promise<void> {
  await admin.query("SET session_replication_role = 'replica'; BEGIN");
  await admin.query('CREATE TABLE IF NOT EXISTS public.kept AS SELECT * FROM audit.event; COMMIT; BEGIN');
  await admin.query(sql);
  await admin.query('COMMIT');
  await work().finally(async () => {
    await admin.query(
      'DELETE FROM audit.event; INSERT INTO audit.event SELECT * FROM public.kept; RESET session_replication_role',
    );
  });
}

describe('fanxing audit verify', () => {
  it('says of every log that it holds', async () => {
    const { status, stdout, stderr } = await audit('verify');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.trim().split('\n').sort()).toEqual(
      [
        `ok ${tenant} sandbox: 30 records in 1 seals hold, anchored through seal 1`,
        `ok ${other} sandbox: 5 records in 1 seals hold, anchored through seal 1`,
      ].sort(),
    );
  });

  it('names the tampered record, and ends with status 1', async () => {
    await tampered(`UPDATE audit.event SET after = '{"amount": "0.50"}' WHERE id = '${ids[3]}'`, async () => {
      const { status, stderr } = await audit('verify');
      expect(status).toBe(1);
      expect(stderr).toContain(
        `the audit log is broken: record changed (${tenant} sandbox, seal 1, record ${ids[3]})`,
      );
      const json = await audit('verify', '--tenant', tenant, '--json');
      expect([json.status, json.stderr]).toEqual([1, '']);
      expect(JSON.parse(json.stdout)).toMatchObject({
        holds: false,
        error: {
          code: 'AUDIT_BROKEN',
          details: { tenantId: tenant, problem: 'changed', seal: '1', eventId: ids[3] },
        },
      });
      expect((await audit('verify', '--tenant', other)).status).toBe(0);
    });
  });
});

describe('fanxing audit search', () => {
  it('finds records of one tenant by whom, what and when', async () => {
    const found = async (...options: string[]): Promise<number> => {
      const { stdout } = await audit(
        'search',
        '--tenant',
        tenant,
        '--environment',
        'sandbox',
        '--json',
        ...options,
      );
      return (JSON.parse(stdout) as { records: unknown[] }).records.length;
    };
    expect(await found('--subject', borrower)).toBe(30);
    expect(await found('--subject', 'loan_x')).toBe(0);
    expect(await found('--actor', 'core', '--action', 'repay', '--limit', '7')).toBe(7);
    expect(await found('--until', '2020-01-01T00:00:00Z')).toBe(0);
    expect([await found('--actor-kind', 'client'), await found('--actor-kind', 'person')]).toEqual([30, 0]);
    expect(await found('--purpose', 'CREDIT_DECISION')).toBe(0);
  });
});

describe('fanxing audit export', () => {
  it('writes a file that holds anywhere, and does not when a line of it is changed or taken out', async () => {
    const file = join(folder, 'log.ndjson');
    expect(
      (await audit('export', '--tenant', tenant, '--environment', 'sandbox', '--out', file)).status,
    ).toBe(0);
    const key = anchorKeyOf(folder);
    const verify = (text: string): Promise<Ran> =>
      fanxing(
        ['audit', 'verify', '--export', '-', '--key', key, '--json', '--data-dir', '/nowhere'],
        {},
        text,
      );
    const text = readFileSync(file, 'utf8');
    expect(JSON.parse((await verify(text)).stdout)).toMatchObject({
      holds: true,
      chains: [{ events: 30, anchoredThrough: '1', broken: null }],
    });
    const changed = JSON.parse((await verify(text.replace('"12.50"', '"99.50"'))).stdout) as object;
    expect(changed).toMatchObject({ holds: false, chains: [{ broken: { problem: 'changed' } }] });
    const lines = text.split('\n');
    const cut = await verify(lines.filter((line) => !line.includes(`"id":"${ids[4]}"`)).join('\n'));
    expect(cut.status).toBe(1);
    expect(JSON.parse(cut.stdout)).toMatchObject({
      chains: [{ broken: { problem: 'missing', eventId: ids[4] } }],
    });
  });
});

describe('a log of a hundred thousand records', () => {
  it('is verified in seconds', async () => {
    for (let part = 0; part < many / 10_000; part += 1) await write(tenant, 10_000, 'loan_y');
    await seal();
    const begun = performance.now();
    const { status, stdout } = await audit('verify', '--tenant', tenant, '--json');
    const seconds = (performance.now() - begun) / 1_000;
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ holds: true, chains: [{ events: many + 30 }] });
    expect(seconds).toBeLessThan(30);
  });
});
