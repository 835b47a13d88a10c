import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { AnchorBook, AuditSealer } from '@fanxing/runtime/audit';
import { systemClock } from '@fanxing/runtime/clock';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { ledgerMigrations } from '@fanxing/ledger-store';
import { lendingMigrations } from '@fanxing/lending-service';
import { tenantMigrations } from '@fanxing/tenant-service';
import { startTestDatabase, type TestDatabase } from '@fanxing/testing';
import { fanxing, type Ran } from '../cli.fixture.js';

jest.setTimeout(120_000);

const tenant = newId('tenant');
const [loan, missing] = [newId('loan'), newId('loan')];
let database: TestDatabase;
let admin: pg.Client;
let folder: string;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'fanxing-cli-')));
  database = await startTestDatabase({
    sets: [ledgerMigrations, tenantMigrations, lendingMigrations],
    queues: ['lending', 'tenant'],
  });
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  writeFileSync(join(folder, 'platform.json'), JSON.stringify({ databaseUrl: database.adminUrl }));
  for (const [id, day] of [
    [loan, '2026-11-20'],
    [missing, '2026-11-21'],
  ]) {
    await admin.query(
      `SELECT foundation.enter($1, 'sandbox'),
         ledger.open_accounts($1, 'sandbox', ARRAY['a' || $4, 'b' || $4], ARRAY['1001', '1301'], ARRAY['Funding', 'Principal'], ARRAY['asset', 'asset'], 'CNY'),
         ledger.enter($1, 'sandbox', $2, 'posted', $3, 'drawdown', $4, ARRAY['1301', '1001'], ARRAY['debit', 'credit'], ARRAY[10000, 10000], 'CNY')`,
      [tenant, newId('journalEntry'), day, id],
    );
  }
  await admin.query(
    `INSERT INTO audit.event (tenant_id, environment, id, service, action, actor_kind, actor_id, subject_kind, subject_id)
     VALUES ($1, 'sandbox', $2, 'lending', 'drawDown', 'client', 'core', 'loan', $3)`,
    [tenant, newId('audit'), loan],
  );
  const service = await ServiceDatabase.connect({
    url: database.urlFor('fanxing_tenant'),
    applicationName: 'cli',
  });
  await new AuditSealer({
    database: service,
    clock: systemClock,
    anchors: await AnchorBook.open(folder),
  }).sealAll(true);
  await service.close();
});
afterAll(async () => {
  await admin?.end();
  await database?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const ledger = (options: readonly string[], input = ''): Promise<Ran> =>
  fanxing(['ledger', ...options, '--data-dir', folder], {}, input);

describe('fanxing ledger', () => {
  it('verifies that entries balance, and names what does not', async () => {
    const sound = await ledger(['verify']);
    expect([sound.status, sound.stdout, sound.stderr]).toEqual([
      0,
      `ok ${tenant} sandbox: 2 entries balance\n`,
      '',
    ]);
    await admin.query(
      "SET session_replication_role = 'replica'; UPDATE ledger.posting SET amount_minor = 10001 WHERE side = 'debit'",
    );
    const broken = await ledger(['verify', '--json']);
    await admin.query('UPDATE ledger.posting SET amount_minor = 10000; RESET session_replication_role');
    expect(broken.status).toBe(1);
    expect(JSON.parse(broken.stdout)).toMatchObject({
      holds: false,
      books: [
        {
          tenantId: tenant,
          differences: [{ kind: 'ENTRY_UNBALANCED', ledgerMinor: '1', currency: 'CNY' }, {}, {}],
        },
      ],
      error: { code: 'LEDGER_BROKEN' },
    });
  });

  it('names each entry that no loan stands behind', async () => {
    const { status, stdout, stderr } = await ledger(['reconcile']);
    expect(status).toBe(1);
    expect(stdout).toContain('ENTRY_WITHOUT_CAUSE');
    expect(stdout).toContain('PRINCIPAL 1301: books 200.00 CNY, loans 0.00 CNY');
    expect(stderr).toMatch(/^error: the books and the loans differ/);
  });

  it('compares with a bank statement, from a file or from standard input', async () => {
    const header = 'reference,bookedOn,amount,currency';
    const file = join(folder, 'november.csv');
    writeFileSync(
      file,
      [header, `${loan},2026-11-20,100.00,CNY`, `${missing},2026-11-21,100.00,CNY`].join('\n'),
    );
    const same = await ledger(['reconcile', '--tenant', tenant, '--statement', file]);
    expect([same.status, same.stdout]).toEqual([0, `ok ${tenant} sandbox: 2 lines match\n`]);
    const planted = [header, `${loan},2026-11-20,99.00,CNY`, `other,2026-11-21,1.00,CNY`].join('\n');
    const { status, stdout } = await ledger(
      ['reconcile', '--tenant', tenant, '--statement', '-', '--json'],
      planted,
    );
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      holds: false,
      matched: 0,
      items: [
        { kind: 'DIFFERENT', reference: loan, differences: ['AMOUNT'] },
        { kind: 'MISSING_HERE', reference: 'other' },
        { kind: 'MISSING_THERE', reference: missing, bank: null, books: { amount: '-100.00' } },
      ],
      error: { code: 'STATEMENT_DIFFERS' },
    });
    const bad = await ledger(
      ['reconcile', '--tenant', tenant, '--statement', '-'],
      '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    );
    expect([bad.status, bad.stdout]).toEqual([3, '']);
    expect(bad.stderr).toMatch(/document type is not allowed/);
    expect((await ledger(['reconcile', '--statement', file])).status).toBe(2);
  });

  it('shows balances now and at a past day', async () => {
    const now = JSON.parse((await ledger(['trial-balance', '--tenant', tenant, '--json'])).stdout) as {
      accounts: unknown[];
      balanced: boolean;
    };
    expect(now).toMatchObject({
      entries: 2,
      balanced: true,
      accounts: [
        { code: '1001', balance: '-200.00' },
        { code: '1301', balance: '200.00' },
      ],
    });
    const past = await ledger(['trial-balance', '--as-of', '2026-11-20']);
    expect(past.stdout).toMatch(/^1301 {2}Principal {2}CNY {7}100\.00/m);
    expect((await ledger(['trial-balance', '--tenant', 'tenant_x'])).status).toBe(3);
  });
});
