import pg from 'pg';
import { callerOf, startTestDatabase, type TestDatabase } from '@fanxing/testing';
import { newId } from '../identifier/index.js';
import { sentTogether } from './sent-together.js';
import { ServiceDatabase } from './service-database.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let service: ServiceDatabase;
const context = callerOf({ tenantId: newId('tenant'), roles: [] });

beforeAll(async () => {
  database = await startTestDatabase({ sets: [] });
  const admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  await admin.query('GRANT USAGE ON SCHEMA foundation TO fanxing_lending');
  await admin.end();
  service = await ServiceDatabase.connect({
    url: database.urlFor('fanxing_lending'),
    applicationName: 'refused writes',
    poolSize: 2,
  });
});
afterAll(async () => {
  await service?.close();
  await database?.stop();
});

describe('a transaction that PostgreSQL refuses', () => {
  it.each([
    ['40001', 'because another was faster'],
    ['40P01', 'because two wait for one another'],
  ])('with %s, %s, is tried again, and given up with WRITE_CONTENTION', async (state) => {
    let attempts = 0;
    const work = service.transaction(context, async ({ query }) => {
      attempts += 1;
      await query('refuse', `DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '${state}'; END $$`);
    });
    await expect(work).rejects.toMatchObject({ reason: 'WRITE_CONTENTION' });
    expect(attempts).toBe(6);
  });

  it('once is done at the second time', async () => {
    let attempts = 0;
    const answer = await service.transaction(context, async ({ query }) => {
      attempts += 1;
      if (attempts === 1)
        await query('refuse', "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$");
      return 'done';
    });
    expect([answer, attempts]).toEqual(['done', 2]);
  });

  it('because its tenant may only be read for now waits, and is given up with TENANT_MOVING', async () => {
    let attempts = 0;
    const work = service.transaction(context, async ({ query }) => {
      attempts += 1;
      await query('only read', 'SET TRANSACTION READ ONLY');
      await query('write', 'SELECT lo_create(0)');
    });
    await expect(work).rejects.toMatchObject({ reason: 'TENANT_MOVING' });
    expect(attempts).toBeGreaterThan(10);
  });

  it('of statements that were sent together says why the first was refused, not those after it', async () => {
    const work = (first: string) =>
      service.transaction(context, ({ query }) =>
        sentTogether(
          sentTogether(query('one', 'SELECT 1 AS one'), query('first', first)),
          query('after', 'SELECT 2 AS two'),
        ),
      );
    await expect(work('SELECT 1 / 0')).rejects.toMatchObject({ code: '22012' });
    expect(await work('SELECT 3 AS three')).toEqual([[[{ one: 1 }], [{ three: 3 }]], [{ two: 2 }]]);
  });
});
