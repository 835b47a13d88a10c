import pg from 'pg';
import { ledgerMigrations, openAccounts } from '@fanxing/ledger-store';
import { disbursementPending } from '@fanxing/ledger-domain';
import { addDays, parseBusinessDate, parseRate, type BusinessDate, type CurrencyCode } from '@fanxing/kernel';
import { beginLoan } from '@fanxing/lending-domain';
import { foundationMigrations, migrateDatabase, ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import { newId } from '@fanxing/runtime/identifier';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import { migrateJobs } from '@fanxing/runtime/jobs';
import { startTestDatabase, type TestDatabase } from '@fanxing/testing';
import { auditActor } from '../src/actor.js';
import { openPayee, type SealedPayee } from '../src/borrower/sealed-borrower.js';
import { writeBorrowers } from '../src/borrower/borrower.store.js';
import { DrawdownStore } from '../src/loan/drawdown.store.js';
import { lendingMigrations } from '../src/lending-migrations.js';

jest.setTimeout(600_000);

/*
 * What protection costs a drawdown: the same rows in two databases of one server, by the product's own functions. In one of them
 * with policies, audit records and sealed borrowers, as it is; in the other without any of the three. Line, drawdown, opening of
 * whom to pay, settlement; in turns, so that both meet the same noise.
 */
const borrowers = 2_000;
const workers = 8;
const pairs = 7;
const roundMs = 3_000;
const shareLeast = 0.65;

const currency = 'CNY' as CurrencyCode;
const today: BusinessDate = parseBusinessDate('2026-11-27');
const context: TenantContext = systemContext(newId('tenant'), 'live', 'bench');

interface World {
  readonly name: string;
  readonly database: ServiceDatabase;
  readonly drawdowns: DrawdownStore;
  readonly lineIds: readonly string[];
  readonly payeeOf: (line: SealedPayee) => Promise<string>;
}

let server: TestDatabase;
let worlds: { readonly bare: World; readonly safe: World };

beforeAll(async () => {
  server = await startTestDatabase({ sets: [ledgerMigrations, lendingMigrations], queues: ['lending'] });
  const bareUrl = await anotherDatabase(server.adminUrl, 'bare');
  await takeProtectionOff(bareUrl);
  worlds = {
    safe: await worldOf('protected', server.adminUrl, server.urlFor('fanxing_lending'), true),
    bare: await worldOf('bare', bareUrl, inDatabase(server.urlFor('fanxing_lending'), 'bare'), false),
  };
});

afterAll(async () => {
  await worlds?.bare.database.close();
  await worlds?.safe.database.close();
  await server?.stop();
});

function inDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function asAdmin(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function anotherDatabase(adminUrl: string, name: string): Promise<string> {
  await asAdmin(adminUrl, `CREATE DATABASE ${name}`);
  const url = inDatabase(adminUrl, name);
  const sets = [foundationMigrations, ledgerMigrations, lendingMigrations];
  await migrateDatabase({ adminUrl: url, sets, roles: {} });
  await migrateJobs(url, 'lending', 'fanxing_lending');
  return url;
}

async function takeProtectionOff(url: string): Promise<void> {
  await asAdmin(
    url,
    `DO $$ DECLARE each record; BEGIN
       FOR each IN SELECT oid::regclass AS name FROM pg_class WHERE relrowsecurity AND relkind = 'r' LOOP
         EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY', each.name);
       END LOOP; END $$`,
    `CREATE OR REPLACE FUNCTION lending.write_audit(
       p_tenant_id text, p_environment text, p_actor jsonb, p_action text, p_subject_kind text, p_subject_id text) RETURNS void LANGUAGE sql AS 'SELECT'`,
    `CREATE OR REPLACE FUNCTION lending.write_audits(
       p_tenant_id text, p_environment text, p_actors jsonb[], p_action text, p_subject_kind text, p_subject_ids text[], p_done text[])
     RETURNS void LANGUAGE sql AS 'SELECT'`,
  );
}

async function worldOf(name: string, adminUrl: string, url: string, isSafe: boolean): Promise<World> {
  const database = await ServiceDatabase.connect({
    url,
    applicationName: `bench ${name}`,
    poolSize: workers,
  });
  const keeper = new KeyKeeper(database, server.keys);
  const given = Array.from({ length: borrowers }, (_, place) => ({
    reference: `card-${String(place).padStart(16, '0')}`,
    attributes: { region: 'north' },
  }));
  if (isSafe)
    await keeper.using(context, (keys) =>
      database.transaction(context, (transaction) => writeBorrowers(transaction, keys, given)),
    );
  const scope = `'${context.tenantId}', '${context.environment}'`;
  const own = `tenant_id = '${context.tenantId}' AND environment = '${context.environment}'`;
  const ids = given.map(() => newId('borrower'));
  const inClear = given.map(
    ({ reference }, place) => `(${scope}, '${ids[place]}', '${reference}', '{"region": "north"}')`,
  );
  await asAdmin(
    adminUrl,
    ...(isSafe
      ? []
      : [
          `INSERT INTO lending.borrower (tenant_id, environment, id, reference, attributes) VALUES ${inClear.join(', ')}`,
        ]),
    `INSERT INTO lending.book (tenant_id, environment, business_date) VALUES (${scope}, '${today}')`,
    `INSERT INTO lending.application (tenant_id, environment, id, borrower_id, product_id, status, as_of)
     SELECT ${scope}, replace(id, 'borrower_', 'app_'), id, 'product', 'APPROVED', now() FROM lending.borrower WHERE ${own}`,
    `INSERT INTO lending.offer (tenant_id, environment, id, application_id, status, limit_minor, daily_rate, currency, terms, expires_at)
     SELECT ${scope}, replace(id, 'app_', 'offer_'), id, 'ACCEPTED', 900000000000, 0.0004, '${currency}', '{}', now()
     FROM lending.application WHERE ${own}`,
    `INSERT INTO lending.credit_line (tenant_id, environment, id, borrower_id, product_id, offer_id, status, limit_minor, daily_rate, currency,
                                      terms, opened_on, expires_on)
     SELECT ${scope}, replace(id, 'borrower_', 'line_'), id, 'product', replace(id, 'borrower_', 'offer_'), 'ACTIVE', 900000000000, 0.0004,
            '${currency}', '{}', '${today}', '${addDays(today, 365)}' FROM lending.borrower WHERE ${own}`,
    'ANALYZE',
  );
  await database.transaction(context, (transaction) => openAccounts(transaction, currency));
  const lines = await database.transaction(context, ({ query }) =>
    query<{ id: string }>('lines', `SELECT id FROM lending.credit_line WHERE ${own}`),
  );
  return {
    name,
    database,
    drawdowns: new DrawdownStore(database),
    lineIds: lines.map(({ id }) => id),
    payeeOf: (line) =>
      isSafe
        ? keeper.using(context, (keys) => openPayee(keys, line))
        : Promise.resolve(line.borrowerReference ?? ''),
  };
}

/** What a drawdown asks of the database, from the line to the settlement. */
async function draw({ database, drawdowns, lineIds, payeeOf }: World): Promise<void> {
  const line = await drawdowns.line(context, lineIds[Math.floor(Math.random() * lineIds.length)] ?? '');
  if (!line) throw new Error('a line of the bench is gone');
  const loanId = newId('loan');
  const actor = () => auditActor(context, { after: { status: 'DISBURSING', principal: '100.00', currency } });
  const dueOn = addDays(today, 30);
  await drawdowns.reserve(context, {
    key: loanId,
    requestHash: 'hash',
    actor: actor(),
    creditLineId: line.id,
    loanId,
    entryId: newId('journalEntry'),
    loan: beginLoan({
      principalMinor: 10_000n,
      currency,
      dailyRate: parseRate(line.dailyRate),
      rounding: 'half-even',
      drawnOn: today,
      termDays: 30,
    }),
    entry: disbursementPending({ loanId, amountMinor: 10_000n, currency, bookedOn: today }),
  });
  const payee = await payeeOf(line);
  if (!payee.startsWith('card-')) throw new Error('whom to pay is not known');
  const event = {
    id: newId('event'),
    type: 'lending.LoanDisbursed',
    occurredAt: '2026-11-27T00:00:00Z',
    payload: { loanId },
  };
  const settled = [actor(), loanId, true, null, today, dueOn, JSON.stringify(event)];
  await database.call(context, 'lending.settle_disbursement', settled);
}

/** Drawdowns a second. */
async function round(world: World): Promise<number> {
  const until = performance.now() + roundMs;
  let count = 0;
  const work = async (): Promise<void> => {
    for (; performance.now() < until; count += 1) await draw(world);
  };
  await Promise.all(Array.from({ length: workers }, work));
  return (count * 1_000) / roundMs;
}

it('protection costs a drawdown at most 35 % of its throughput', async () => {
  const { bare, safe } = worlds;
  for (const world of [bare, safe]) await round(world);
  const shares: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    // Whoever goes first changes from pair to pair.
    const order = pair % 2 === 0 ? [bare, safe] : [safe, bare];
    const rates = new Map<World, number>();
    for (const world of order) rates.set(world, await round(world));
    const [without, withAll] = [rates.get(bare) ?? 0, rates.get(safe) ?? 0];
    shares.push(withAll / without);
    process.stdout.write(
      `bare ${without.toFixed(0)}/s · protected ${withAll.toFixed(0)}/s · ${((withAll / without) * 100).toFixed(1)} %\n`,
    );
  }
  const median = [...shares].sort((one, other) => one - other)[Math.floor(shares.length / 2)] ?? 0;
  process.stdout.write(
    `median of ${pairs} pairs: ${(median * 100).toFixed(1)} % of the throughput is left (at least ${shareLeast * 100} %)\n`,
  );
  expect(median).toBeGreaterThanOrEqual(shareLeast);
});
