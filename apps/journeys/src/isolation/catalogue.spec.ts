import pg from 'pg';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aLine, draw, untilSettled } from '../harness/a-loan.fixture.js';
import { aTenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';
import { allowedTables, jobKeys } from './allowed-tables.fixture.js';

jest.setTimeout(120_000);

const platform = newPlatform();
const serviceRoles = [
  'fanxing_tenant',
  'fanxing_product',
  'fanxing_risk',
  'fanxing_lending',
  'fanxing_billing',
];

interface Table {
  readonly name: string;
  readonly oid: string;
  readonly owner: string;
  readonly enabled: boolean;
  readonly forced: boolean;
}

let all: Table[];
let ours: Table[];

beforeAll(async () => {
  await platform.start();
  const bank = await aTenant(platform, 'north');
  const { lineId } = await aLine(bank, 'Wang');
  await untilSettled(bank, (await draw(bank, lineId, '1000.00', 'first')).id);
  all = await queryAll<Table>(
    platform,
    `SELECT n.nspname || '.' || c.relname AS name, c.oid::text, r.rolname AS owner, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner
     WHERE c.relkind IN ('r', 'p', 'f', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'
     ORDER BY 1`,
  );
  ours = all.filter(({ name }) => !allowedTables.some((allowed) => allowed.test(name)));
});
afterAll(destroyPlatforms);

/** The names of tables for which a rule of the catalogue answers a row. */
async function offenders(sql: string): Promise<string[]> {
  const rows = await queryAll<{ offender: string }>(platform, sql, [ours.map(({ oid }) => oid)]);
  return rows.map(({ offender }) => offender);
}

const ofOurs = 'ANY ($1::oid[])';

describe('every table that is not on the list of the libraries', () => {
  it('is found, in all schemas', () => {
    const schemas = new Set(ours.map(({ name }) => name.split('.')[0]));
    expect([...schemas].sort()).toEqual(
      expect.arrayContaining(['audit', 'billing', 'ledger', 'lending', 'product', 'risk', 'tenant']),
    );
    expect(ours.length).toBeGreaterThan(25);
    const used = allowedTables.map((allowed) => all.some(({ name }) => allowed.test(name)));
    expect(used).toEqual(allowedTables.map(() => true));
  });

  it('has row-level security, enabled and forced', () => {
    expect(ours.filter(({ enabled, forced }) => !enabled || !forced).map(({ name }) => name)).toEqual([]);
  });

  it('has tenant_id and environment as columns that are never null', async () => {
    expect(
      await offenders(`
        SELECT t.oid::regclass || '.' || wanted AS offender FROM unnest($1::oid[]) AS t (oid), unnest(ARRAY['tenant_id', 'environment']) AS wanted
        WHERE NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = wanted AND a.attnotnull AND NOT a.attisdropped)`),
    ).toEqual([]);
  });

  it('has a primary key, and each of its unique indexes starts with tenant_id, environment', async () => {
    expect(
      await offenders(`SELECT t.oid::regclass::text AS offender FROM unnest($1::oid[]) AS t (oid)
                       WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = t.oid AND k.contype = 'p')`),
    ).toEqual([]);
    expect(
      await offenders(`
        SELECT i.indexrelid::regclass::text AS offender FROM pg_index i WHERE i.indisunique AND i.indrelid = ${ofOurs}
          AND (SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
               JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum WHERE k.place <= 2) IS DISTINCT FROM ARRAY['tenant_id', 'environment']`),
    ).toEqual([]);
  });

  it('points at others only within the same tenant and environment', async () => {
    expect(
      await offenders(`
        SELECT c.conname || ' on ' || c.conrelid::regclass AS offender FROM pg_constraint c WHERE c.contype = 'f' AND c.conrelid = ${ofOurs}
          AND NOT (
            (SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(c.conkey) WITH ORDINALITY AS k (attnum, place)
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum WHERE k.place <= 2) = ARRAY['tenant_id', 'environment']
            AND (SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(c.confkey) WITH ORDINALITY AS k (attnum, place)
             JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.attnum WHERE k.place <= 2) = ARRAY['tenant_id', 'environment'])`),
    ).toEqual([]);
  });

  it('has a policy on exactly these two columns, for all commands and everybody', async () => {
    const policies = await queryAll<{
      table: string;
      name: string;
      command: string;
      everybody: boolean;
      using: string;
      check: string;
    }>(
      platform,
      `SELECT p.polrelid::regclass::text AS table, p.polname AS name, p.polcmd AS command, p.polroles = '{0}' AS everybody,
              pg_get_expr(p.polqual, p.polrelid) AS using, pg_get_expr(p.polwithcheck, p.polrelid) AS check
       FROM pg_policy p WHERE p.polrelid = ${ofOurs}`,
      [ours.map(({ oid }) => oid)],
    );
    const isTenancy = (text: string | null): boolean =>
      text !== null &&
      /\(tenant_id = foundation\.current_tenant_id\(\)\)/.test(text) &&
      /\(environment = foundation\.current_environment\(\)\)/.test(text) &&
      !/\bOR\b/i.test(text);
    const sound = policies.filter(
      ({ command, everybody, using, check }) =>
        command === '*' && everybody && isTenancy(using) && isTenancy(check),
    );
    const covered = new Set(sound.map(({ table }) => table.replaceAll('"', '')));
    expect(ours.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
    // The widenings: the operator keeps the directory of tenants and their limits.
    expect(
      policies.filter((policy) => !sound.includes(policy)).map(({ table, name }) => `${table} ${name}`),
    ).toEqual([
      // For inserting alone, and only what is the writer's own.
      'audit.unsealed waits_to_be_sealed',
      'tenant.tenant operator_directory',
      'tenant.tenant_limits operator_limits',
      // For counting a person across tenants, one token at a time, in the same environment.
      'risk.lender_trace counted_across_tenants',
    ]);
  });

  it('is counted across tenants by one function, which no service may call', async () => {
    const [policy] = await queryAll<{ command: string; roles: string[]; using: string }>(
      platform,
      `SELECT polcmd AS command, array(SELECT rolname::text FROM pg_roles WHERE oid = ANY (polroles)) AS roles, pg_get_expr(polqual, polrelid) AS using
       FROM pg_policy WHERE polname = 'counted_across_tenants'`,
    );
    expect(policy).toMatchObject({ command: 'r', roles: ['fanxing_owner'] });
    expect(policy?.using).toMatch(/environment = foundation\.current_environment\(\)/);
    const counting = await queryAll<{ name: string; callers: string[] }>(
      platform,
      `SELECT p.proname AS name, array(SELECT r.rolname::text FROM pg_roles r WHERE r.rolname = ANY ($1) AND has_function_privilege(r.oid, p.oid, 'EXECUTE')) AS callers
       FROM pg_proc p WHERE p.prosrc LIKE '%app.counted_%'`,
      [serviceRoles],
    );
    expect(counting).toEqual([{ name: 'count_across_lenders', callers: [] }]);
    const readers = await queryAll(
      platform,
      `SELECT rolname FROM pg_roles WHERE rolname = ANY ($1) AND has_any_column_privilege(oid, 'risk.lender_trace', 'SELECT, INSERT, UPDATE')`,
      [serviceRoles],
    );
    expect(readers).toEqual([]);
  });
});

describe('whoever owns or reads the tables', () => {
  it('owns them only as a role that nobody can sign in as, and that is bound by the policies', async () => {
    const owners = [...new Set(ours.map(({ owner }) => owner))];
    const roles = await queryAll<{ rolname: string }>(
      platform,
      'SELECT rolname FROM pg_roles WHERE rolname = ANY ($1) AND (rolcanlogin OR rolsuper OR rolbypassrls)',
      [owners],
    );
    expect(roles).toEqual([]);
    const functions = await queryAll<{ name: string }>(
      platform,
      `SELECT p.oid::regprocedure::text AS name FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND (r.rolsuper OR r.rolbypassrls)`,
    );
    expect(functions).toEqual([]);
  });

  it('serves requests only as roles without any power over tables and policies', async () => {
    const roles = await queryAll<{ rolname: string }>(
      platform,
      'SELECT rolname FROM pg_roles WHERE rolname = ANY ($1) AND rolcanlogin AND NOT (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication) ORDER BY rolname',
      [serviceRoles],
    );
    expect(roles.map(({ rolname }) => rolname)).toEqual([...serviceRoles].sort());
    expect(ours.filter(({ owner }) => serviceRoles.includes(owner))).toEqual([]);
    const memberships = await queryAll(
      platform,
      'SELECT m.rolname AS member, g.rolname AS of FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member JOIN pg_roles g ON g.oid = a.roleid WHERE m.rolname = ANY ($1)',
      [serviceRoles],
    );
    expect(memberships).toEqual([]);
    const truncating = await queryAll(
      platform,
      `SELECT r.rolname, t.oid::regclass::text AS table FROM unnest($1::oid[]) AS t (oid), pg_roles r
       WHERE r.rolname = ANY ($2) AND has_table_privilege(r.oid, t.oid, 'TRUNCATE, REFERENCES, TRIGGER')`,
      [ours.map(({ oid }) => oid), serviceRoles],
    );
    expect(truncating).toEqual([]);
  });

  it('looks at nothing through a view that runs with the rights of its owner', async () => {
    const views = await queryAll(
      platform,
      `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'v' AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'job\\_%'
         AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)`,
    );
    expect(views).toEqual([]);
  });

  it.each(serviceRoles)('as %s sees no row and can add none without saying for whom', async (role) => {
    const secrets = JSON.parse(readFileSync(join(platform.folder, 'secrets.json'), 'utf8')) as {
      database: string;
    };
    const url = new URL(platform.ready.databaseUrl);
    url.username = role;
    url.password = secrets.database;
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      const seen: string[] = [];
      const readable: string[] = [];
      for (const { name } of ours) {
        const table = name.split('.').map(pg.escapeIdentifier).join('.');
        const { rows: may } = await client.query<{ may: boolean }>(
          "SELECT has_schema_privilege($1, 'USAGE') AND has_table_privilege($2, 'SELECT') AS may",
          [name.split('.')[0], table],
        );
        if (may[0]?.may !== true) continue;
        readable.push(name);
        const { rows } = await client.query(`SELECT 1 FROM ${table} LIMIT 1`);
        if (rows.length > 0) seen.push(name);
      }
      expect(readable.length).toBeGreaterThan(2);
      expect(seen).toEqual([]);
      const foreign =
        "INSERT INTO audit.event (tenant_id, environment, id, service, action, actor_kind, actor_id, subject_kind, subject_id) VALUES ('tenant_x', 'sandbox', 'x', 'x', 'x', 'system', 'x', 'x', 'x')";
      await expect(client.query(foreign)).rejects.toThrow(/row-level security/);
    } finally {
      await client.end();
    }
  });
});

describe('the queue, which knows no tenants', () => {
  it('is closed to every service but its own', async () => {
    const open = await queryAll<{ role: string; schema: string }>(
      platform,
      `SELECT r.rolname AS role, n.nspname AS schema FROM pg_roles r, pg_namespace n
       WHERE r.rolname = ANY ($1) AND n.nspname LIKE 'job\\_%' AND has_schema_privilege(r.oid, n.oid, 'USAGE')`,
      [serviceRoles],
    );
    expect(open.filter(({ role, schema }) => role.replace('fanxing_', 'job_') !== schema)).toEqual([]);
    expect(open.length).toBeGreaterThan(0);
  });

  it('is given ids only, by every function of ours that adds a job', async () => {
    const functions = await queryAll<{ name: string; source: string }>(
      platform,
      `SELECT p.oid::regprocedure::text AS name, p.prosrc AS source FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE n.nspname NOT LIKE 'job\\_%' AND p.prosrc LIKE '%.add_job(%'`,
    );
    expect(functions.length).toBeGreaterThan(0);
    for (const { name, source } of functions) {
      const payloads = [...source.matchAll(/add_job\(\s*'[a-z-]+',\s*json_build_object\(([^)]*)\)/g)].map(
        ([, keys]) => keys ?? '',
      );
      expect([name, payloads.length]).toEqual([name, source.split('.add_job(').length - 1]);
      for (const payload of payloads) {
        const keys = payload
          .split(',')
          .filter((_, place) => place % 2 === 0)
          .map((key) => key.trim().replaceAll("'", ''));
        expect([name, keys.filter((key) => !jobKeys.includes(key))]).toEqual([name, []]);
      }
    }
  });
});
