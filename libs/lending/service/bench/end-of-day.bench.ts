import pg from 'pg';
import { ledgerMigrations } from '@fanxing/ledger-store';
import { addDays, parseBusinessDate, type BusinessDate } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import { OutboxRelay } from '@fanxing/runtime/outbox';
import { createInProcessTransport } from '@fanxing/runtime/messaging';
import { SettableClock, startTestDatabase, type TestDatabase } from '@fanxing/testing';
import { OpenBooks } from '../src/books/open-books.js';
import { KeepCases } from '../src/collection-case/keep-cases.js';
import { CollectDue } from '../src/collection/collect-due.js';
import { BusinessDates } from '../src/day/business-date.js';
import { TellDayBegun } from '../src/day/tell-day-begun.js';
import { DayDuties } from '../src/day/day-duties.js';
import { bareRewrites, databaseSeconds } from './day-limit.fixture.js';
import { CloseLoans } from '../src/day/close-loans.js';
import { RunEndOfDay } from '../src/day/run-end-of-day.js';
import { lendingMigrations } from '../src/lending-migrations.js';
import { Neighbours } from '../src/neighbours.js';

jest.setTimeout(3_600_000);

/*
 * Loans a second through a day's end: half of them by the day, half in twelve instalments, one in twenty late with a penalty, all provisioned
 * by tier. A million loans as well with FANXING_BENCH_MILLION=1: filling the database takes some minutes.
 */
const sizes = process.env['FANXING_BENCH_MILLION'] ? [10_000, 100_000, 1_000_000] : [10_000, 100_000];
const days = 3;
const today: BusinessDate = parseBusinessDate('2026-11-27');
const terms = {
  servicing: { penalty: { dailyRate: '0.0002' }, nonAccrualAfterDays: 90, provisioning: { basis: 'TIER' } },
};
const plan = { method: 'EQUAL_PRINCIPAL', periods: 12, every: { unit: 'MONTH', count: 1 } };

let server: TestDatabase;
let database: ServiceDatabase;
let runEndOfDay: RunEndOfDay;

beforeAll(async () => {
  server = await startTestDatabase({ sets: [ledgerMigrations, lendingMigrations], queues: ['lending'] });
  const url = server.urlFor('fanxing_lending');
  database = await ServiceDatabase.connect({ url, applicationName: 'bench', poolSize: 4 });
  const clock = new SettableClock('2026-11-27T04:00:00Z');
  const road = new CommandRoad(database, 'lending');
  const transport = createInProcessTransport();
  await transport.start();
  const neighbours = new Neighbours(clock, transport);
  runEndOfDay = new RunEndOfDay(
    database,
    new BusinessDates(database, clock, neighbours),
    new CloseLoans(database, new OpenBooks(database)),
    new DayDuties(new KeepCases(road, database), new CollectDue(road, database)),
    new TellDayBegun(database, new OutboxRelay(database, transport, 'lending'), clock),
  );
});

afterAll(async () => {
  await database?.close();
  await server?.stop();
});

/** A tenant with so many loans that were paid out a month ago. */
async function tenantWith(loans: number): Promise<TenantContext> {
  const context = systemContext(newId('tenant'), 'sandbox', 'bench');
  const scope = `'${context.tenantId}', '${context.environment}'`;
  const own = `tenant_id = '${context.tenantId}'`;
  const drawnOn = addDays(today, -20);
  const client = new pg.Client({ connectionString: server.adminUrl });
  await client.connect();
  for (const statement of [
    `INSERT INTO lending.book (tenant_id, environment, business_date) VALUES (${scope}, '${today}')`,
    `INSERT INTO lending.borrower (tenant_id, environment, id, reference, attributes) VALUES (${scope}, 'b', 'b', '{}')`,
    `INSERT INTO lending.application (tenant_id, environment, id, borrower_id, product_id, status, as_of) VALUES (${scope}, 'a', 'b', 'p', 'APPROVED', now())`,
    `INSERT INTO lending.offer (tenant_id, environment, id, application_id, status, limit_minor, daily_rate, currency, terms, expires_at)
     VALUES (${scope}, 'o', 'a', 'ACCEPTED', 900000000000000, 0.0004, 'CNY', '{}', now())`,
    `INSERT INTO lending.credit_line (tenant_id, environment, id, borrower_id, product_id, offer_id, status, limit_minor, daily_rate, currency,
       terms, opened_on, expires_on)
     VALUES (${scope}, 'l', 'b', 'p', 'o', 'ACTIVE', 900000000000000, 0.0004, 'CNY', '${JSON.stringify(terms)}', '${drawnOn}', '2030-01-01')`,
    `INSERT INTO lending.loan (tenant_id, environment, id, credit_line_id, borrower_id, entry_id, status, principal_minor, outstanding_minor,
       accrued_units, accrued_minor, accrual_from, daily_rate, currency, rounding, drawn_on, term_days, due_on, plan)
     SELECT ${scope}, 'loan_' || lpad(n::text, 9, '0'), 'l', 'b', 'e', 'ACTIVE', 1200000, 1200000,
            CASE WHEN n % 2 = 0 THEN 0 ELSE 9600000000000000 END, CASE WHEN n % 2 = 0 THEN 0 ELSE 9600 END,
            '${today}', 0.0004, 'CNY', 'half-up', '${drawnOn}', 30, '${addDays(drawnOn, 30)}'::date - CASE WHEN n % 20 = 1 THEN 15 ELSE 0 END,
            CASE WHEN n % 2 = 0 THEN '${JSON.stringify(plan)}'::jsonb END
     FROM generate_series(1, ${loans}) AS n`,
    `INSERT INTO lending.instalment (tenant_id, environment, loan_id, number, interest_from, due_on, days, principal_minor, interest_minor, fee_minor,
       penalty_units, penalty_minor, principal_paid_minor, interest_paid_minor, fee_paid_minor, penalty_paid_minor)
     SELECT ${scope}, loan.id, i, drawn_on + (i - 1) * 30, drawn_on + i * 30, 30, 100000, 14400, 0, 0, 0, 0, 0, 0, 0
     FROM lending.loan, generate_series(1, 12) AS i WHERE ${own} AND plan IS NOT NULL`,
    'ANALYZE',
  ])
    await client.query(statement);
  await client.end();
  return context;
}

it.each(sizes)('%i loans', async (loans) => {
  const context = await tenantWith(loans);
  let businessDate = today;
  let best = 0;
  for (let day = 0; day < days; day += 1) {
    const [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()];
    const databaseBefore = await databaseSeconds(server.adminUrl);
    const report = await runEndOfDay.endDays(context, businessDate, 1);
    const seconds = (performance.now() - startedAt) / 1_000;
    businessDate = report.businessDate;
    const { user, system } = process.cpuUsage(cpuBefore);
    const microsNode = (user + system) / loans;
    const microsDatabase = (((await databaseSeconds(server.adminUrl)) - databaseBefore) * 1_000_000) / loans;
    const memory = Math.round(process.memoryUsage().rss / 2 ** 20);
    best = Math.max(best, loans / seconds);
    process.stdout.write(
      `${loans} loans, day ${day + 1}: ${(loans / seconds).toFixed(0)} loans/s (wanted: 5000) in ${seconds.toFixed(1)} s · CPU a loan: Node ${microsNode.toFixed(0)} µs, PostgreSQL ${microsDatabase.toFixed(0)} µs · ${memory} MiB\n`,
    );
    expect(report.loansClosed).toBe(loans);
  }
  const bare = await bareRewrites(server.adminUrl, context.tenantId);
  process.stdout.write(
    `${loans} loans: best ${best.toFixed(0)} loans/s of ${bare.toFixed(0)} bare rewrites/s: ${((best / bare) * 100).toFixed(0)} %\n`,
  );
});
