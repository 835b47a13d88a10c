import pg from 'pg';
import { callerOf, startTestDatabase, type TestDatabase } from '@fanxing/testing';
import { ServiceDatabase } from '../database/index.js';
import { newId } from '../identifier/index.js';
import { KeyKeeper } from './index.js';
import { openText, sealText } from './sealed-text.js';

jest.setTimeout(60_000);

let server: TestDatabase;
let database: ServiceDatabase;
let keeper: KeyKeeper;

const north = callerOf({ tenantId: newId('tenant'), environment: 'live', roles: ['owner'] });
const south = callerOf({ tenantId: newId('tenant'), environment: 'live', roles: ['owner'] });
const place = { table: 'tenant.consent', column: 'proof', rowId: 'consent_1', owner: 'borrower_1' };

async function asAdmin(sql: string, ...parameters: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: server.adminUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, parameters)).rows;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  server = await startTestDatabase({ sets: [] });
  await asAdmin(
    `SELECT foundation.grant_keys('fanxing_tenant'); GRANT USAGE ON SCHEMA foundation TO fanxing_tenant`,
  );
  database = await ServiceDatabase.connect({ url: server.urlFor('fanxing_tenant'), applicationName: 'test' });
  keeper = new KeyKeeper(database, server.keys);
});
afterAll(async () => {
  keeper?.close();
  await database?.close();
  await server?.stop();
});

const seal = (context = north) => keeper.using(context, (keys) => sealText(keys, place, 'by voice'));

describe('the keys of tenants', () => {
  it('are made when they are first needed, once, however many ask at the same time', async () => {
    const others = Array.from({ length: 5 }, () => new KeyKeeper(database, server.keys));
    const sealed = await Promise.all(
      [keeper, ...others].map((each) => each.using(north, (keys) => sealText(keys, place, 'by voice'))),
    );
    for (const text of sealed)
      expect(await keeper.using(north, (keys) => openText(keys, place, text))).toBe('by voice');
    const rows = await asAdmin(
      'SELECT kind FROM vault.tenant_key WHERE tenant_id = $1 ORDER BY kind',
      north.tenantId,
    );
    expect(rows).toEqual([{ kind: 'DATA' }, { kind: 'INDEX' }]);
  });

  it('of one tenant or environment open nothing of another’s, and blind the same text differently', async () => {
    const text = await seal();
    const blind = (context: typeof north) =>
      keeper.using(context, (keys) => keys.blind('lending.borrower.phone', '+8613812345678').toString('hex'));
    for (const other of [south, { ...north, environment: 'sandbox' as const }]) {
      await expect(keeper.using(other, (keys) => openText(keys, place, text))).rejects.toMatchObject({
        reason: 'DATA_UNREADABLE',
      });
      expect(await blind(other)).not.toBe(await blind(north));
    }
    expect(await blind(north)).toBe(await blind(north));
    const [phone, again, name] = await keeper.using(north, (keys) =>
      ['phone', 'phone', 'name'].map((each) => keys.blind(`lending.borrower.${each}`, '1').toString('hex')),
    );
    expect(again).toBe(phone);
    expect(name).not.toBe(phone);
  });

  it('are in the database under the root key only, and no service reads the table', async () => {
    await expect(database.pool.query('SELECT * FROM vault.tenant_key')).rejects.toThrow(/permission denied/);
    await expect(database.call(north, 'vault.destroy_tenant_keys', [])).rejects.toThrow(/permission denied/);
  });

  it('get a version that another process learns of when it meets it', async () => {
    const other = new KeyKeeper(database, server.keys);
    const before = await other.using(north, (keys) => sealText(keys, place, 'before'));
    const next = await keeper.nextVersion(north, 'SM4-CTR-HMAC-SM3');
    await database.transaction(north, (transaction) => keeper.addVersion(transaction, next));
    keeper.readAgain(north);
    const after = await seal();
    expect(after).toMatch(/^fx1\.2\./);
    // It has the keys of before in memory, and reads them anew.
    expect(await other.using(north, (keys) => openText(keys, place, after))).toBe('by voice');
    expect(await other.using(north, (keys) => openText(keys, place, before))).toBe('before');
    expect(await keeper.rotations(north)).toMatchObject([
      { version: 1, suite: 'AES-256-GCM' },
      { version: 2, suite: 'SM4-CTR-HMAC-SM3' },
    ]);
    other.close();
  });

  it('fail, once they were let go, whoever still holds them: nothing is sealed under an empty key', async () => {
    const other = new KeyKeeper(database, server.keys);
    const held = await other.using(south, (keys) => keys);
    const kept = held.keptFor('borrower_1');
    expect(held.keptFor('borrower_1')).toBe(kept);
    other.close();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(() => held.make('borrower_1')).toThrow('KEY_UNKNOWN');
    expect(() => held.keptFor('borrower_1')).toThrow('KEY_UNKNOWN');
    expect(() => kept.key.seal(Buffer.from('x'), { ...place, ...south })).toThrow('KEY_UNKNOWN');
    expect(() => held.blind('lending.borrower.phone', '+8613812345678')).toThrow('KEY_UNKNOWN');
  });

  it('of a borrower that were destroyed open nothing any more and seal nothing', async () => {
    const text = await keeper.using(south, (keys) => sealText(keys, { ...place, owner: 'gone' }, 'x'));
    await keeper.using(south, (keys) => keys.keptFor('gone'));
    await keeper.destroyed(south, 'gone', null, '2026-11-27T00:00:00Z');
    await expect(keeper.using(south, (keys) => keys.keptFor('gone'))).rejects.toMatchObject({
      details: { cause: 'KEY_DESTROYED' },
    });
    const refused = { reason: 'DATA_UNREADABLE', details: { cause: 'KEY_DESTROYED' } };
    const open = keeper.using(south, (keys) => openText(keys, { ...place, owner: 'gone' }, text));
    await expect(open).rejects.toMatchObject(refused);
    const again = keeper.using(south, (keys) => sealText(keys, { ...place, owner: 'gone' }, 'y'));
    await expect(again).rejects.toMatchObject(refused);
  });

  it('are nothing without the root key: what is new is not written in the clear instead', async () => {
    const fresh = callerOf({ tenantId: newId('tenant'), environment: 'live', roles: ['owner'] });
    const text = await seal(south);
    await asAdmin(
      `UPDATE vault.tenant_key SET root_key_id = 'root-lost' WHERE tenant_id = $1`,
      south.tenantId,
    );
    keeper.readAgain(south);
    const refused = { reason: 'KEYS_UNAVAILABLE', category: 'UNAVAILABLE' };
    await expect(seal(south)).rejects.toMatchObject(refused);
    await expect(keeper.using(south, (keys) => openText(keys, place, text))).rejects.toMatchObject(refused);
    expect(await seal(fresh)).toMatch(/^fx1\.1\./);
  });

  it('are gone for good when a tenant’s are destroyed', async () => {
    const text = await seal();
    await asAdmin('GRANT EXECUTE ON FUNCTION vault.destroy_tenant_keys(text, text) TO fanxing_tenant');
    expect(await keeper.destroyAll(north)).toBe(3);
    await expect(keeper.using(north, (keys) => openText(keys, place, text))).rejects.toMatchObject({
      reason: 'DATA_UNREADABLE',
    });
    await expect(seal()).rejects.toMatchObject({ reason: 'DATA_UNREADABLE' });
  });
});
