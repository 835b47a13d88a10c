import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { aBorrower } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { Caller } from '../harness/caller.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';

jest.setTimeout(180_000);

const platform = newPlatform();
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterAll(destroyPlatforms);

/** Rows as a backup keeps them. */
async function backup(tables: readonly [string, string][], id: string): Promise<Map<string, string[]>> {
  const kept = new Map<string, string[]>();
  for (const [table, column] of tables) {
    const rows = await queryAll<{ row: string }>(
      platform,
      `SELECT to_jsonb(t)::text AS row FROM ${table} AS t WHERE ${column} = $1`,
      [id],
    );
    kept.set(
      table,
      rows.map(({ row }) => row),
    );
  }
  return kept;
}

/** Puts them back, as the superuser can, whatever has become of them since. */
async function restore(kept: Map<string, string[]>): Promise<void> {
  const client = new pg.Client({ connectionString: platform.ready.databaseUrl });
  await client.connect();
  try {
    for (const [table, rows] of kept) {
      for (const row of rows) {
        const { id } = JSON.parse(row) as { id: string };
        await client.query('SET session_replication_role = replica');
        await client.query(`DELETE FROM ${table} WHERE id = $1`, [id]);
        await client.query(`INSERT INTO ${table} SELECT * FROM jsonb_populate_record(NULL::${table}, $1)`, [
          row,
        ]);
      }
    }
  } finally {
    await client.end();
  }
}

describe('a borrower who was erased', () => {
  it('does not come back with an old backup: the rows are there and do not open', async () => {
    const { id } = await aBorrower(bank, 'Wang');
    const tables: [string, string][] = [
      ['lending.borrower', 'id'],
      ['risk.event', 'borrower_id'],
      ['tenant.consent', 'borrower_id'],
    ];
    const kept = await backup(tables, id);
    expect([...kept.values()].map((rows) => rows.length)).toEqual([1, 3, 1]);
    const { id: requestId } = await bank.lender.do<{ id: string }>(
      'openSubjectRequest',
      { idempotencyKey: 'erase', borrowerId: id, kind: 'ERASURE' },
      'id',
    );
    const { result } = await bank.owner.do<{ result: { counts: { lending: Record<string, number> } } }>(
      'completeSubjectRequest',
      { subjectRequestId: requestId },
      'result',
    );
    expect(result.counts.lending).toMatchObject({ keysDestroyed: 1 });
    const [erasure] = await queryAll(
      platform,
      'SELECT destroyed_key FROM lending.erasure WHERE borrower_id = $1',
      [id],
    );
    const list = join(platform.folder, 'destroyed-keys.ndjson');
    expect(statSync(list).mode & 0o077).toBe(0);
    expect(JSON.parse(readFileSync(list, 'utf8'))).toMatchObject({
      owner: id,
      keyId: erasure?.['destroyed_key'],
    });
    await restore(kept);
    const query = `query ($id: ID!) { borrower(id: $id) { reference } }`;
    await expect(bank.lender.ask(query, { id })).rejects.toThrow(/KEY_DESTROYED|can not be opened/);
    await platform.stop();
    await platform.start();
    await expect(bank.lender.ask(query, { id })).rejects.toThrow(/KEY_DESTROYED|can not be opened/);
  });
});

describe('a borrower whom somebody looks at', () => {
  it('is masked for support, and seen in clear by whoever may, which is recorded by itself', async () => {
    const { id } = await bank.lender.do<{ id: string }>(
      'createBorrower',
      {
        idempotencyKey: 'Li',
        borrower: {
          reference: 'card-6222020200112233',
          name: '李小龙',
          phone: '13812345678',
          identityNumber: '11010519491231002X',
          attributes: { region: 'north', mobile: '13812345678', nickname: 'dragon' },
        },
      },
      'id',
    );
    const support = await staff('support');
    const query = `query ($id: ID!) { borrower(id: $id) { reference name phone identityNumber attributes } }`;
    const { borrower } = await support.ask<{ borrower: Record<string, unknown> }>(query, { id });
    expect(borrower).toEqual({
      reference: '****2233',
      name: '李***',
      phone: '138****5678',
      identityNumber: '110***********002X',
      attributes: { region: 'north', mobile: '138****5678', nickname: '***' },
    });
    const inClear = `query ($id: ID!) { borrower(id: $id) { inClear { name phone identityNumber } } }`;
    await expect(support.ask(inClear, { id })).rejects.toThrow(/FORBIDDEN|do not permit/);
    const seen = await bank.lender.ask<{ borrower: { inClear: unknown } }>(inClear, { id });
    expect(seen.borrower.inClear).toEqual({
      name: '李小龙',
      phone: '+8613812345678',
      identityNumber: '11010519491231002X',
    });
    const records = await queryAll(
      platform,
      `SELECT actor_id, purpose FROM audit.event WHERE action = 'readBorrowerInClear' AND subject_id = $1`,
      [id],
    );
    expect(records).toEqual([{ actor_id: expect.any(String), purpose: 'LENDING' }]);
  });
});

async function staff(role: string): Promise<Caller> {
  const { user, temporaryPassword } = await bank.owner.do<{
    user: { username: string };
    temporaryPassword: string;
  }>(
    'createUser',
    { idempotencyKey: role, username: role, roles: [role] },
    'user { username } temporaryPassword',
  );
  return new Caller(platform, { username: user.username, password: temporaryPassword });
}
