import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { Caller } from '../harness/caller.fixture.js';
import { someLines, tryToDraw, wantedDraws, type DrawAnswer } from '../harness/drawing.fixture.js';
import { fanxingJson } from '../harness/command-line.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';

jest.setTimeout(240_000);

const platform = newPlatform();
let operator: Caller;
let bank: Tenant;
let neighbour: Tenant;
let lineIds: string[];

const own = (): string => new URL(`/${bank.id}`, platform.ready.databaseUrl).href;

beforeAll(async () => {
  await platform.start();
  operator = new Caller(platform, platform.ready.users[0] ?? { username: '', password: '' });
  bank = await aTenant(platform, 'mover');
  neighbour = await aTenant(platform, 'neighbour');
  lineIds = await someLines(bank, 8, 'customer');
});
afterAll(destroyPlatforms);

async function rowsIn<Row>(url: string, sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, [...parameters])).rows as Row[];
  } finally {
    await client.end();
  }
}

const move = (isolation: string, idempotencyKey: string): Promise<unknown> =>
  operator.do('moveTenant', { tenantId: bank.id, isolation, idempotencyKey }, 'status');

function untilMoved(): Promise<{ rows: number; pauseMs: number | null }> {
  return eventually(60_000, async () => {
    const { tenantMove } = await operator.ask<{
      tenantMove: { status: string; rows: number; pauseMs: number | null };
    }>('query ($id: ID!) { tenantMove(tenantId: $id) { status rows pauseMs } }', { id: bank.id });
    return tenantMove.status === 'DONE' ? tenantMove : undefined;
  });
}

/** Draws one after another on several lines, each again with its key until it has an answer that is final. */
async function drawWhile(seed: number, moved: Promise<unknown>): Promise<DrawAnswer[]> {
  let isMoved = false;
  void moved.then(() => (isMoved = true));
  const answers: DrawAnswer[] = [];
  const draws = wantedDraws(lineIds, 400, seed);
  const worker = async (): Promise<void> => {
    for (let draw = draws.pop(); draw && !isMoved; draw = draws.pop()) {
      for (;;) {
        const answer = await tryToDraw(bank, draw);
        const isLater =
          answer.kind === 'REFUSED' && ['UNAVAILABLE', 'RATE_LIMITED'].includes(answer.error.extensions.code);
        if (answer.kind !== 'NO_ANSWER' && !isLater) {
          answers.push(answer);
          break;
        }
        await pause(50);
      }
      await pause(20);
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  return answers;
}

/** Every loan that was answered is in this database, once, paid out; the books balance there; nothing is anywhere else. */
async function mustHoldAll(here: string, there: string, answers: readonly DrawAnswer[]): Promise<void> {
  const ids = answers.flatMap((answer) => (answer.kind === 'LOAN' ? [answer.loan.id] : []));
  await eventually(30_000, async () => {
    const [row] = await rowsIn<{ open: string }>(
      here,
      "SELECT count(*) AS open FROM lending.loan WHERE tenant_id = $1 AND status IN ('PENDING', 'DISBURSING')",
      [bank.id],
    );
    return row?.open === '0' ? true : undefined;
  });
  const loans = await rowsIn<{ id: string; status: string }>(
    here,
    'SELECT id, status FROM lending.loan WHERE tenant_id = $1',
    [bank.id],
  );
  expect(ids.filter((id) => !loans.some((loan) => loan.id === id))).toEqual([]);
  expect(loans.filter(({ status }) => status !== 'ACTIVE')).toEqual([]);
  const uneven = await rowsIn(
    here,
    `SELECT entry_id FROM ledger.posting WHERE tenant_id = $1 GROUP BY entry_id
     HAVING sum(CASE side WHEN 'debit' THEN amount_minor ELSE -amount_minor END) <> 0`,
    [bank.id],
  );
  expect(uneven).toEqual([]);
  const [books] = await rowsIn<{ booked: string; lent: string }>(
    here,
    `SELECT (SELECT sum(p.amount_minor) FROM ledger.posting p JOIN ledger.account a
               ON (a.tenant_id, a.environment, a.id) = (p.tenant_id, p.environment, p.account_id)
             WHERE p.tenant_id = $1 AND a.code = '1301' AND p.side = 'debit')::text AS booked,
            (SELECT sum(principal_minor) FROM lending.loan WHERE tenant_id = $1)::text AS lent`,
    [bank.id],
  );
  expect(books?.booked).toBe(books?.lent);
  const left = await rowsIn<{ count: string }>(
    there,
    `SELECT (SELECT count(*) FROM lending.loan WHERE tenant_id = $1) + (SELECT count(*) FROM ledger.posting WHERE tenant_id = $1)
            + (SELECT count(*) FROM tenant.user WHERE tenant_id = $1) + (SELECT count(*) FROM audit.event WHERE tenant_id = $1) AS count`,
    [bank.id],
  );
  expect(left).toEqual([{ count: '0' }]);
}

describe('a tenant that lends while it is moved', () => {
  const all: DrawAnswer[] = [];

  it('loses nothing on the way to a database of its own', async () => {
    const moved = pause(500)
      .then(() => move('OWN_DATABASE', 'there'))
      .then(untilMoved);
    all.push(...(await drawWhile(3, moved)));
    const { rows, pauseMs } = await moved;
    process.stderr.write(`moved ${rows} rows; writes waited ${pauseMs} ms; ${all.length} draws meanwhile\n`);
    expect(all.filter(({ kind }) => kind !== 'LOAN')).toEqual([]);
    await mustHoldAll(own(), platform.ready.databaseUrl, all);
  });

  it('lends there, is suspended and resumed there, and its neighbour notices nothing', async () => {
    const [draw] = wantedDraws(lineIds, 1, 5);
    const answer = await tryToDraw(bank, draw!);
    expect(answer.kind).toBe('LOAN');
    all.push(answer);
    expect(await neighbour.owner.ask('{ viewer { tenant { slug } } }')).toEqual({
      viewer: { tenant: { slug: 'neighbour' } },
    });
    const id = { tenantId: bank.id };
    await operator.do('suspendTenant', id, 'status');
    const statuses = await rowsIn(own(), 'SELECT DISTINCT status FROM tenant.tenant WHERE tenant_id = $1', [
      bank.id,
    ]);
    expect(statuses).toEqual([{ status: 'SUSPENDED' }]);
    await operator.do('resumeTenant', id, 'status');
  });

  it('is seen there by whoever examines the books and the audit log', async () => {
    const { books } = await fanxingJson<{
      books: { environment: string; holds: boolean; entries: number }[];
    }>(platform, ['ledger', 'verify', '--tenant', bank.id]);
    const sandbox = books.find(({ environment }) => environment === 'sandbox');
    expect([sandbox?.holds, sandbox?.entries]).toEqual([true, all.length]);
    const { records } = await fanxingJson<{ records: { action: string }[] }>(platform, [
      ...['audit', 'search', '--tenant', bank.id, '--environment', 'sandbox', '--action', 'drawDown'],
      ...['--limit', '3'],
    ]);
    expect(records.map(({ action }) => action)).toEqual(['drawDown', 'drawDown', 'drawDown']);
    const { holds, chains } = await fanxingJson<{
      holds: boolean;
      chains: { tenantId: string; environment: string; events: number }[];
    }>(platform, ['audit', 'verify']);
    expect(holds).toBe(true);
    const mine = chains.find(
      ({ tenantId, environment }) => tenantId === bank.id && environment === 'sandbox',
    );
    expect(mine?.events).toBeGreaterThan(all.length);
  });

  it('has its audit log sealed there', async () => {
    await eventually(20_000, async () => {
      const [row] = await rowsIn<{ waiting: string; sealed: string }>(
        own(),
        'SELECT (SELECT count(*) FROM audit.unsealed WHERE chain_tenant_id = $1) AS waiting, (SELECT count(*) FROM audit.seal WHERE tenant_id = $1) AS sealed',
        [bank.id],
      );
      return row?.waiting === '0' && row.sealed !== '0' ? true : undefined;
    });
  });

  it('is there again after the platform was killed', async () => {
    await platform.kill();
    await platform.start();
    operator = new Caller(platform, platform.ready.users[0] ?? { username: '', password: '' });
    const [draw] = wantedDraws(lineIds, 1, 7);
    const answer = await tryToDraw(bank, draw!);
    expect(answer.kind).toBe('LOAN');
    all.push(answer);
    await mustHoldAll(own(), platform.ready.databaseUrl, all);
  });

  it('loses nothing on the way back, killed in the middle of it', async () => {
    await move('SHARED', 'back');
    await eventually(10_000, async () => {
      const rows = await queryAll(
        platform,
        "SELECT 1 FROM tenant.move WHERE isolation = 'SHARED' AND status <> 'PREPARING'",
      );
      return rows.length > 0 ? true : undefined;
    });
    await platform.kill();
    await platform.start();
    operator = new Caller(platform, platform.ready.users[0] ?? { username: '', password: '' });
    all.push(...(await drawWhile(9, untilMoved())));
    await untilMoved();
    expect(all.filter(({ kind }) => kind !== 'LOAN')).toEqual([]);
    await mustHoldAll(platform.ready.databaseUrl, own(), all);
  });
});
