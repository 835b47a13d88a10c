import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { addDays, parseRate, type Fault } from '@fanxing/kernel';
import { disbursementPending } from '@fanxing/ledger-domain';
import { beginLoan, sendToBank } from '@fanxing/lending-domain';
import { newId } from '@fanxing/runtime/identifier';
import { auditActor } from '../actor.js';
import { CNY, LendingDesk, today, type Tenant } from '../books/lending-desk.fixture.js';
import { DrawdownStore, type ReservedDrawdown } from './drawdown.store.js';

jest.setTimeout(120_000);

let desk: LendingDesk;
let drawdowns: DrawdownStore;
beforeAll(async () => {
  desk = await LendingDesk.open();
  drawdowns = new DrawdownStore(desk.database);
});
afterAll(() => desk?.close());

interface Reserved {
  readonly loanId: string;
  readonly repeated: boolean;
}

let lastKey = 0;

function drawdown(
  tenant: Tenant,
  lineId: string,
  given: Partial<ReservedDrawdown> = {},
  minor = 10_000n,
): ReservedDrawdown {
  const key = `draw ${(lastKey += 1)}`;
  const loanId = newId('loan');
  const loan = beginLoan({
    ...{ principalMinor: minor, currency: CNY, dailyRate: parseRate('0.0005'), rounding: 'half-up' as const },
    ...{ drawnOn: today, termDays: 30 },
  });
  const entry = disbursementPending({ loanId, amountMinor: minor, currency: CNY, bookedOn: today });
  return {
    ...{ key, requestHash: key, actor: auditActor(tenant.finance, { after: { line: lineId } }) },
    ...{ creditLineId: lineId, loanId, entryId: newId('journalEntry'), loan: sendToBank(loan) },
    ...{ entry, ...given },
  };
}

const allOf = (
  tenant: Tenant,
  given: readonly ReservedDrawdown[],
): Promise<PromiseSettledResult<Reserved>[]> =>
  Promise.allSettled(given.map((each) => drawdowns.reserve(tenant.finance, each)));

/** What stands in the database of a tenant's drawdowns. */
async function written({ id }: Tenant): Promise<Record<string, string>> {
  const { rows } = await desk.admin.query<Record<string, string>>(
    `SELECT (SELECT count(*) FROM lending.loan WHERE tenant_id = $1) AS loans,
            (SELECT count(*) FROM lending.idempotency_key WHERE tenant_id = $1 AND operation = 'drawDown') AS keys,
            (SELECT count(*) FROM audit.event WHERE tenant_id = $1 AND action = 'drawDown') AS records,
            (SELECT count(*) FROM audit.unsealed WHERE chain_tenant_id = $1) AS unsealed,
            (SELECT count(*) FROM ledger.journal_entry WHERE tenant_id = $1 AND status = 'pending') AS entries,
            (SELECT count(*) FROM ledger.posting WHERE tenant_id = $1) AS postings,
            (SELECT coalesce(sum(CASE side WHEN 'debit' THEN amount_minor ELSE -amount_minor END), 0) FROM ledger.posting WHERE tenant_id = $1) AS balance,
            (SELECT sum(used_minor) FROM lending.credit_line WHERE tenant_id = $1) AS used`,
    [id],
  );
  return rows[0] ?? {};
}

const nDrawn = (count: number, minor = count * 10_000): Record<string, string> => ({
  ...{ loans: `${count}`, keys: `${count}`, records: `${count}`, unsealed: `${count}`, entries: `${count}` },
  ...{ postings: `${count * 2}`, balance: '0', used: `${minor}` },
});

async function linesFor(tenant: Tenant, count: number, limitMinor = 1_000_000n): Promise<string[]> {
  return Promise.all(Array.from({ length: count }, () => desk.aLine(tenant, limitMinor)));
}

async function elsewhere(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: desk.test.adminUrl });
  await client.connect();
  return client;
}

/** Until so many connections wait for somebody else's lock. */
async function untilWaiting(count: number): Promise<number[]> {
  for (;;) {
    const { rows } = await desk.admin.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'desk'`,
    );
    if (rows.length >= count) return rows.map(({ pid }) => pid);
    await setTimeout(10);
  }
}

describe('drawdowns at the same moment', () => {
  it('are written by one call, each with its own loan, entry, key and record', async () => {
    const tenant = await desk.aTenant();
    const draws = (await linesFor(tenant, 5)).map((lineId) => drawdown(tenant, lineId));
    const results = await allOf(tenant, draws);
    expect(results).toEqual(
      draws.map(({ loanId }) => ({ status: 'fulfilled', value: { loanId, repeated: false } })),
    );
    expect(await written(tenant)).toEqual(nDrawn(5));
    const { rows } = await desk.admin.query(
      `SELECT count(DISTINCT loan.xmin::text) AS transactions, bool_and(event.after ->> 'line' = loan.credit_line_id) AS own,
              bool_and(entry.cause_id = loan.id) AS entered, bool_and(posting.amount_minor = loan.principal_minor) AS posted
       FROM lending.loan JOIN audit.event ON event.subject_id = loan.id JOIN ledger.journal_entry AS entry ON entry.id = loan.entry_id
       JOIN ledger.posting ON posting.entry_id = entry.id WHERE loan.tenant_id = $1`,
      [tenant.id],
    );
    expect(rows).toEqual([{ transactions: '1', own: true, entered: true, posted: true }]);
  });

  it('get each its own answer where some are valid, some repeated, one with another body and some refused', async () => {
    const tenant = await desk.aTenant();
    const [a = '', b = '', c = '', d = '', e = ''] = await linesFor(tenant, 5);
    const small = await desk.aLine(tenant, 9_999n);
    const earlier = drawdown(tenant, a);
    await drawdowns.reserve(tenant.finance, earlier);
    await desk.admin.query(`UPDATE lending.credit_line SET status = 'FROZEN' WHERE id = $1`, [e]);
    const again = drawdown(tenant, a, { key: earlier.key, requestHash: earlier.requestHash });
    const otherBody = drawdown(tenant, b, { key: earlier.key, requestHash: 'another' });
    const good = [drawdown(tenant, c), drawdown(tenant, d)];
    const results = await allOf(tenant, [
      again,
      otherBody,
      ...good,
      drawdown(tenant, small),
      drawdown(tenant, e),
    ]);
    expect(
      results.map((result) =>
        result.status === 'fulfilled' ? result.value : (result.reason as Fault).reason,
      ),
    ).toEqual([
      { loanId: earlier.loanId, repeated: true },
      'IDEMPOTENCY_CONFLICT',
      ...good.map(({ loanId }) => ({ loanId, repeated: false })),
      'WRITE_CONTENTION',
      'WRITE_CONTENTION',
    ]);
    expect(await written(tenant)).toEqual(nDrawn(3));
  });

  it('are all done but one that the database can not hold', async () => {
    const tenant = await desk.aTenant();
    const draws = (await linesFor(tenant, 4)).map((lineId) => drawdown(tenant, lineId));
    const [, poisoned] = draws;
    const given = draws.map((each) => (each === poisoned ? { ...each, requestHash: 'zero \0' } : each));
    const results = await allOf(tenant, given);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { reason: 'INPUT_INVALID' } });
    expect(await written(tenant)).toEqual(nDrawn(3));
  });

  it('are all done once when the connection is killed in the middle', async () => {
    const tenant = await desk.aTenant();
    const draws = (await linesFor(tenant, 6)).map((lineId) => drawdown(tenant, lineId));
    const holder = await elsewhere();
    await holder.query('BEGIN');
    await holder.query(`SELECT pg_advisory_xact_lock(lending.date_gate($1, 'sandbox'))`, [tenant.id]);
    const drawn = allOf(tenant, draws);
    const [pid] = await untilWaiting(1);
    await desk.admin.query('SELECT pg_terminate_backend($1)', [pid]);
    await holder.query('COMMIT');
    await holder.end();
    const results = await drawn;
    expect(results.map(({ status }) => status)).toEqual(draws.map(() => 'fulfilled'));
    expect(await written(tenant)).toEqual(nDrawn(6));
  });

  it('do not wait for a line that somebody holds', async () => {
    const tenant = await desk.aTenant();
    const [held = '', ...free] = await linesFor(tenant, 4);
    const holder = await elsewhere();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT FROM lending.credit_line WHERE id = $1 FOR UPDATE', [held]);
      const waiting = drawdowns.reserve(tenant.finance, drawdown(tenant, held));
      const others = await allOf(
        tenant,
        [...free, ...free].map((lineId) => drawdown(tenant, lineId)),
      );
      expect(others.map(({ status }) => status)).toEqual(others.map(() => 'fulfilled'));
      expect(await written(tenant)).toEqual(nDrawn(6));
      await holder.query('ROLLBACK');
      expect(await waiting).toMatchObject({ repeated: false });
      expect(await written(tenant)).toEqual(nDrawn(7));
    } finally {
      await holder.end();
    }
  });

  it('of two tenants never meet, also when both use the same keys', async () => {
    const two = [await desk.aTenant(), await desk.aTenant()];
    const all = await Promise.all(two.map(async (tenant) => ({ tenant, lines: await linesFor(tenant, 6) })));
    const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
    const draws = keys.flatMap((key, place) =>
      all.map(({ tenant, lines }) => ({ tenant, given: drawdown(tenant, lines[place] ?? '', { key }) })),
    );
    await Promise.all(draws.map(({ tenant, given }) => drawdowns.reserve(tenant.finance, given)));
    // Nobody draws on a line of another tenant, whatever is drawn beside it.
    const [one, other] = all;
    if (!one || !other) throw new Error('there are two tenants');
    const [own, foreign] = await Promise.allSettled([
      drawdowns.reserve(one.tenant.finance, drawdown(one.tenant, one.lines[0] ?? '')),
      drawdowns.reserve(one.tenant.finance, drawdown(one.tenant, other.lines[0] ?? '')),
    ]);
    expect([own?.status, foreign?.status]).toEqual(['fulfilled', 'rejected']);
    expect(await written(one.tenant)).toEqual(nDrawn(7));
    expect(await written(other.tenant)).toEqual(nDrawn(6));
  });

  it('never pass the limit of a line nor of the funding account', async () => {
    const tenant = await desk.aTenant();
    const lines = await linesFor(tenant, 8, 95_000n);
    await desk.admin.query(
      `SELECT set_config('app.tenant_id', $1, false), set_config('app.environment', 'sandbox', false)`,
      [tenant.id],
    );
    await desk.admin.query(`SELECT ledger.set_funding_limit($1, 'sandbox', 'CNY', 505000)`, [tenant.id]);
    const results = await allOf(
      tenant,
      Array.from({ length: 120 }, (_, place) => drawdown(tenant, lines[place % 8] ?? '')),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
    expect(await written(tenant)).toEqual(nDrawn(50));
    const { rows } = await desk.admin.query(
      `SELECT (SELECT bool_and(used_minor <= limit_minor) FROM lending.credit_line WHERE tenant_id = $1) AS within,
              (SELECT sum(available_minor) FROM ledger.funding_stripe WHERE tenant_id = $1) AS left`,
      [tenant.id],
    );
    expect(rows).toEqual([{ within: true, left: '5000' }]);
  });

  it('are refused together when the books have moved on', async () => {
    const tenant = await desk.aTenant(addDays(today, 1));
    const draws = (await linesFor(tenant, 3)).map((lineId) => drawdown(tenant, lineId));
    const results = await allOf(tenant, draws);
    for (const result of results) expect(result).toMatchObject({ reason: { reason: 'WRITE_CONTENTION' } });
    expect(await written(tenant)).toEqual(nDrawn(0));
  });
});
