import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ledgerMigrations } from '@fanxing/ledger-store';
import { migrateDatabase } from '@fanxing/runtime/database';
import { startTestDatabase, type TestDatabase } from '@fanxing/testing';
import { lendingMigrations } from '../lending-migrations.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let admin: pg.Client;
const before = mkdtempSync(join(tmpdir(), 'fanxing-migrations-'));

beforeAll(async () => {
  // What shows loans with their borrowers' seals comes after the sealing too.
  const isLater = (name: string): boolean =>
    (name >= '0040' && name < '0050') || /^(00[79]|0[12])/.test(name);
  for (const file of readdirSync(lendingMigrations.folder).filter((name) => !isLater(name)))
    cpSync(join(lendingMigrations.folder, file), join(before, file));
  database = await startTestDatabase({
    sets: [ledgerMigrations, { ...lendingMigrations, folder: before }],
    queues: ['lending'],
  });
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin?.end();
  await database?.stop();
  rmSync(before, { recursive: true });
});

it('a database that was filled before anything was sealed is taken over, with those who were erased', async () => {
  await admin.query(
    `INSERT INTO lending.borrower (tenant_id, environment, id, reference, attributes, erased_at) VALUES
       ('tenant_1', 'live', 'borrower_1', 'Wang', '{"region": "north"}', NULL),
       ('tenant_1', 'live', 'borrower_2', 'erased:1', '{}', now()),
       ('tenant_2', 'sandbox', 'borrower_3', 'Li', '{}', NULL)`,
  );
  await migrateDatabase({ adminUrl: database.adminUrl, sets: [lendingMigrations], roles: {} });
  const { rows } = await admin.query(
    'SELECT id, reference, erased_at IS NULL AS lives FROM lending.borrower ORDER BY id',
  );
  expect(rows).toEqual([
    { id: 'borrower_1', reference: 'Wang', lives: true },
    { id: 'borrower_2', reference: null, lives: false },
    { id: 'borrower_3', reference: 'Li', lives: true },
  ]);
  const jobs = await admin.query<{ key: string }>('SELECT key FROM job_lending.jobs ORDER BY key');
  expect(jobs.rows.map(({ key }) => key)).toEqual(['seal/tenant_1/live', 'seal/tenant_2/sandbox']);
  const forced = await admin.query(
    `SELECT relforcerowsecurity AS forced FROM pg_class WHERE oid = 'lending.borrower'::regclass`,
  );
  expect(forced.rows).toEqual([{ forced: true }]);
});
