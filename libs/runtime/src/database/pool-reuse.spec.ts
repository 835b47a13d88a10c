import pg from 'pg';
import { newId } from '../identifier/index.js';
import type { TenantContext } from '../identity/index.js';
import { callerOf, startTestDatabase, type TestDatabase } from '@fanxing/testing';
import { ServiceDatabase, type TenantTransaction } from './service-database.js';

jest.setTimeout(180_000);

const requests = 10_000;
const inFlight = 16;
const rowsEach = 3;

let database: TestDatabase;
let service: ServiceDatabase;
let admin: pg.Client;

beforeAll(async () => {
  database = await startTestDatabase({ sets: [] });
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
  await admin.query(`
    CREATE SCHEMA strongroom AUTHORIZATION fanxing_owner;
    SET ROLE fanxing_owner;
    CREATE TABLE strongroom.secret (
      tenant_id text NOT NULL, environment text NOT NULL, id integer NOT NULL, PRIMARY KEY (tenant_id, environment, id));
    SELECT foundation.isolate('strongroom.secret');
    CREATE FUNCTION strongroom.secrets(p_tenant_id text, p_environment text) RETURNS TABLE (tenant_id text) LANGUAGE plpgsql AS
    $$ BEGIN PERFORM foundation.enter(p_tenant_id, p_environment); RETURN QUERY SELECT s.tenant_id FROM strongroom.secret s; END $$;
    CREATE FUNCTION strongroom.broken(p_tenant_id text, p_environment text) RETURNS TABLE (tenant_id text) LANGUAGE plpgsql AS
    $$ BEGIN PERFORM foundation.enter(p_tenant_id, p_environment); RAISE EXCEPTION 'broken'; END $$;
    RESET ROLE;
    GRANT USAGE ON SCHEMA strongroom, foundation TO fanxing_lending;
    GRANT SELECT, INSERT ON strongroom.secret TO fanxing_lending;`);
  service = await ServiceDatabase.connect({
    url: database.urlFor('fanxing_lending'),
    applicationName: 'pool reuse',
    poolSize: 4,
  });
});
afterAll(async () => {
  await service?.close();
  await admin?.end();
  await database?.stop();
});

/** A generator with a seed, so that a failing run can be had again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), state | 1) + 0x6d2b79f5) | 0;
    state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
    return ((state ^ (state >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function seenIn({ query }: TenantTransaction): Promise<string[]> {
  const rows = await query<{ tenant_id: string }>('read secrets', 'SELECT tenant_id FROM strongroom.secret');
  return rows.map(({ tenant_id }) => tenant_id);
}

class Broken extends Error {}

/** What a request does to its connection, and what it was shown; a request that is meant to break says so. */
const kinds: Readonly<Record<string, (context: TenantContext) => Promise<string[] | 'broke'>>> = {
  async read(context) {
    return service.transaction(context, seenIn);
  },
  async call(context) {
    const rows = await service.call<{ tenant_id: string }>(context, 'strongroom.secrets', []);
    return rows.map(({ tenant_id }) => tenant_id);
  },
  async callThatFails(context) {
    return broke(service.call(context, 'strongroom.broken', []));
  },
  async thrownInTheMiddle(context) {
    let seen: string[] = [];
    await broke(
      service.transaction(context, async (transaction) => {
        seen = await seenIn(transaction);
        throw new Broken();
      }),
    );
    return seen;
  },
  async failedStatement(context) {
    return broke(
      service.transaction(context, async (transaction) => {
        await seenIn(transaction);
        await transaction.query('divide', 'SELECT 1 / 0');
      }),
    );
  },
  async writtenForAnother(context) {
    return broke(
      service.transaction(context, ({ query }) =>
        query('write for another', "INSERT INTO strongroom.secret VALUES ('tenant_x', 'sandbox', 9)"),
      ),
    );
  },
  async notWaitedFor(context) {
    // The caller has gone: its statement is still under way when the transaction ends.
    return broke(
      service.transaction(context, async (transaction) => {
        void transaction.query('slow', 'SELECT pg_sleep(0.002)').catch(() => undefined);
        throw new Broken();
      }),
    );
  },
  async cancelled(context) {
    return broke(
      service.transaction(context, async ({ query }) => {
        const [own] = await query<{ pid: number }>('own process', 'SELECT pg_backend_pid() AS pid');
        let isOver = false;
        const slow = query('slow', 'SELECT pg_sleep(30)').finally(() => (isOver = true));
        slow.catch(() => undefined);
        // A cancellation that comes before the statement has begun is lost.
        while (!isOver) await admin.query('SELECT pg_sleep(0.001), pg_cancel_backend($1)', [own?.pid]);
        await slow;
      }),
    );
  },
  async connectionLost(context) {
    return broke(
      service.transaction(context, async ({ query }) => {
        const [own] = await query<{ pid: number }>('own process', 'SELECT pg_backend_pid() AS pid');
        await admin.query('SELECT pg_terminate_backend($1, 1000)', [own?.pid]);
        await query('too late', 'SELECT 1');
      }),
    );
  },
  async withoutTenant() {
    const { rows } = await service.pool.query<{ tenant_id: string }>(
      'SELECT tenant_id FROM strongroom.secret',
    );
    return rows.map(({ tenant_id }) => tenant_id);
  },
};

async function broke(work: Promise<unknown>): Promise<'broke'> {
  await expect(work).rejects.toThrow();
  return 'broke';
}

/** How often each, of a hundred; the rest reads. */
const shares: readonly (readonly [keyof typeof kinds & string, number])[] = [
  ['call', 0.2],
  ['callThatFails', 0.1],
  ['thrownInTheMiddle', 0.1],
  ['failedStatement', 0.1],
  ['writtenForAnother', 0.05],
  ['notWaitedFor', 0.05],
  ['cancelled', 0.03],
  ['connectionLost', 0.002],
  ['withoutTenant', 0.15],
];

function kindAt(place: number): string {
  let left = place;
  for (const [kind, share] of shares) {
    if (left < share) return kind;
    left -= share;
  }
  return 'read';
}

describe('a connection that is given from one tenant to the next', () => {
  it(`carries nothing over in ${requests.toLocaleString('en')} requests, however the one before ended`, async () => {
    const tenants = [1, 2].map(() => callerOf({ tenantId: newId('tenant'), roles: ['lender'] }));
    for (const { tenantId } of tenants) {
      await admin.query("INSERT INTO strongroom.secret SELECT $1, 'sandbox', generate_series(1, $2)", [
        tenantId,
        rowsEach,
      ]);
    }
    const seed = 20261123;
    const random = randomFrom(seed);
    const plan = Array.from({ length: requests }, (_, turn) => ({ turn, kind: kindAt(random()) }));
    const wrong: unknown[] = [];
    const counted = new Map<string, number>();
    const worker = async (): Promise<void> => {
      for (let next = plan.pop(); next; next = plan.pop()) {
        const { turn, kind } = next;
        const context = tenants[turn % tenants.length]!;
        const seen = await kinds[kind]!(context);
        counted.set(kind, (counted.get(kind) ?? 0) + 1);
        const due =
          kind === 'withoutTenant' ? [] : Array.from({ length: rowsEach }, () => context.tenantId as string);
        if (seen !== 'broke' && seen.join() !== due.join()) wrong.push({ seed, turn, kind, seen, due });
      }
    };
    await Promise.all(Array.from({ length: inFlight }, worker));
    expect(wrong).toEqual([]);
    expect([...counted.values()].reduce((sum, count) => sum + count, 0)).toBe(requests);
    expect(counted.size).toBe(Object.keys(kinds).length);
    const { rows: left } = await admin.query(
      `SELECT state, pid FROM pg_stat_activity WHERE usename = 'fanxing_lending' AND state <> 'idle'
       UNION ALL SELECT locktype, pid FROM pg_locks WHERE locktype = 'advisory'`,
    );
    expect(left).toEqual([]);
  });
});
