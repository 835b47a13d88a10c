/**
 * What entering costs beside the least that a database could do for the same rows, and what it costs that all of it is one
 * tenant's: every drawdown credits the tenant's one funding account. Rounds take turns, so that what else runs on the machine
 * weighs on all of them alike; medians are printed as ratios.
 */
import pg from 'pg';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { parseCurrency } from '@fanxing/kernel';
import { startTestDatabase, type TestDatabase } from '@fanxing/testing';
import { ledgerMigrations, openAccounts, setFundingLimit } from '../src/index.js';

jest.setTimeout(600_000);

const rounds = 7;
const roundMs = 2_500;
const clients = 8;
const CNY = parseCurrency('CNY');
const columns = [
  ['1301', '1001'],
  ['debit', 'credit'],
  ['10000', '10000'],
];

let test: TestDatabase;
let database: ServiceDatabase;
let admin: pg.Client;

beforeAll(async () => {
  test = await startTestDatabase({ sets: [ledgerMigrations] });
  database = await ServiceDatabase.connect({
    url: test.urlFor('fanxing_lending'),
    applicationName: 'bench',
    // One more than the clients: a tenant alone never has all of them.
    poolSize: clients + 1,
  });
  admin = new pg.Client({ connectionString: test.adminUrl });
  await admin.connect();
  await admin.query(limitSql);
});
afterAll(async () => {
  await database?.close();
  await admin?.end();
  await test?.stop();
});

/** One entry with two lines in one call, isolated by tenant and durable like ours, and nothing else: no check, no chart, no status. */
const limitSql = `
  CREATE SCHEMA least;
  CREATE TABLE least.entry (tenant_id text, id text, booked_on date, PRIMARY KEY (tenant_id, id));
  CREATE TABLE least.posting (tenant_id text, entry_id text, line smallint, account_id text, amount_minor bigint, PRIMARY KEY (tenant_id, entry_id, line));
  ALTER TABLE least.entry ENABLE ROW LEVEL SECURITY;
  ALTER TABLE least.posting ENABLE ROW LEVEL SECURITY;
  CREATE POLICY own ON least.entry USING (tenant_id = current_setting('app.tenant_id'));
  CREATE POLICY own ON least.posting USING (tenant_id = current_setting('app.tenant_id'));
  CREATE FUNCTION least.enter(p_tenant_id text, p_environment text, p_id text) RETURNS void LANGUAGE plpgsql AS $f$
  BEGIN
    PERFORM set_config('app.tenant_id', p_tenant_id, true);
    INSERT INTO least.entry VALUES (p_tenant_id, p_id, '2026-11-20');
    INSERT INTO least.posting VALUES (p_tenant_id, p_id, 1, '1301', 10000), (p_tenant_id, p_id, 2, '1001', -10000);
  END $f$;
  CREATE FUNCTION least.enter_ours(p_tenant_id text, p_environment text, p_id text, p_codes text[], p_sides text[], p_amounts bigint[])
  RETURNS void LANGUAGE plpgsql AS $f$
  BEGIN
    PERFORM foundation.enter(p_tenant_id, p_environment);
    PERFORM ledger.enter(p_tenant_id, p_environment, p_id, 'pending', '2026-11-20', 'drawdown', p_id, p_codes, p_sides, p_amounts, 'CNY');
  END $f$;
  GRANT USAGE ON SCHEMA least, foundation TO fanxing_lending;
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA foundation TO fanxing_lending;
  GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA least TO fanxing_lending;`;

async function aTenant(isLimited: boolean): Promise<TenantContext> {
  const context = systemContext(newId('tenant'), 'sandbox', 'bench');
  await database.transaction(context, async (transaction) => {
    await openAccounts(transaction, CNY);
    if (isLimited) await setFundingLimit(transaction, CNY, 10n ** 15n);
  });
  return context;
}

const least = (context: TenantContext) => database.call(context, 'least.enter', [newId('journalEntry')]);
const ours = (context: TenantContext) =>
  database.call(context, 'least.enter_ours', [newId('journalEntry'), ...columns]);

/** How many a second, of clients that each ask for the next as soon as they have the last. */
async function rate(
  tenants: readonly TenantContext[],
  work: (context: TenantContext) => Promise<unknown>,
): Promise<number> {
  const startedAt = performance.now();
  let count = 0;
  const client = async (): Promise<void> => {
    while (performance.now() < startedAt + roundMs) {
      const context = tenants[count % tenants.length];
      count += 1;
      if (context) await work(context);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return (count / (performance.now() - startedAt)) * 1_000;
}

const median = (values: readonly number[]): number =>
  [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;

it('enters beside the least that the database could do, one tenant beside ten, with a limit and without', async () => {
  const [one, oneLimited] = [await aTenant(false), await aTenant(true)];
  const ten = await Promise.all(Array.from({ length: 10 }, () => aTenant(false)));
  const tenLimited = await Promise.all(Array.from({ length: 10 }, () => aTenant(true)));
  const cases = {
    least: () => rate(ten, least),
    'ten tenants': () => rate(ten, ours),
    'one tenant': () => rate([one], ours),
    'ten tenants, limited': () => rate(tenLimited, ours),
    'one tenant, limited': () => rate([oneLimited], ours),
  };
  const rates = new Map<string, number[]>(Object.keys(cases).map((name) => [name, []]));
  for (const run of Object.values(cases)) await run();
  for (let round = 0; round < rounds; round += 1)
    for (const [name, run] of Object.entries(cases)) rates.get(name)?.push(await run());
  const of = (name: keyof typeof cases): number => median(rates.get(name) ?? []);
  /** Of each round by itself, then the median: what the machine did in between does not count. */
  const ratio = (name: keyof typeof cases, to: keyof typeof cases): string =>
    `${(median((rates.get(name) ?? []).map((value, round) => value / (rates.get(to)?.[round] ?? Number.NaN))) * 100).toFixed(0)} %`;
  for (const name of Object.keys(cases) as (keyof typeof cases)[])
    process.stdout.write(`${name.padEnd(22)} ${of(name).toFixed(0).padStart(6)} entries/s\n`);
  process.stdout.write(`enter / least                        ${ratio('ten tenants', 'least')}\n`);
  process.stdout.write(`one tenant / ten tenants             ${ratio('one tenant', 'ten tenants')}\n`);
  process.stdout.write(
    `one limited tenant / ten limited     ${ratio('one tenant, limited', 'ten tenants, limited')}\n`,
  );
  process.stdout.write(
    `one limited tenant / one unlimited   ${ratio('one tenant, limited', 'one tenant')}\n`,
  );
  const { rows } = await admin.query<{ wrong: string }>(
    `SELECT count(*)::text AS wrong FROM (
       SELECT limits.tenant_id FROM ledger.funding_limit AS limits
       WHERE limit_minor - (SELECT sum(amount_minor) FROM ledger.posting WHERE posting.tenant_id = limits.tenant_id AND side = 'credit')
         <> (SELECT sum(available_minor) FROM ledger.funding_stripe AS stripe WHERE stripe.tenant_id = limits.tenant_id)) AS wrong`,
  );
  expect(rows).toEqual([{ wrong: '0' }]);
});
