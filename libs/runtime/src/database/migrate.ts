import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { logger } from '../telemetry/index.js';
import { auditorRole, keeperRole, ownerRole } from './roles.js';
import { scramVerifierOf } from './scram-verifier.js';

const log = logger('database');

/** One room's migrations: numbered `.sql` files that change that room's schema only. */
export interface MigrationSet {
  /** The schema that they build, also the name of the table that remembers them. */
  readonly schema: string;
  readonly folder: string;
}

export interface MigrateOptions {
  /** A login that may create roles and schemas. */
  readonly adminUrl: string;
  readonly sets: readonly MigrationSet[];
  /** Login roles of the services with the passwords they will connect with. */
  readonly roles: Readonly<Record<string, string>>;
}

/**
 * Brings the database up to date: roles first (no bypass of row-level security, no ownership), then each set in
 * the order given. Safe to run at every start and by several processes at once: they take turns by an advisory lock.
 */
export async function migrateDatabase(options: MigrateOptions): Promise<void> {
  const admin = new pg.Client({ connectionString: options.adminUrl });
  await admin.connect();
  try {
    await admin.query("SELECT pg_advisory_lock(hashtext('fanxing migrations'))");
    await createRoles(admin, options.roles);
    for (const set of options.sets) await migrateSet(options.adminUrl, set);
  } finally {
    await admin.end();
  }
}

/** Why a database does not let us in, as a code such as `ECONNREFUSED` or an SQLSTATE; undefined when it does. */
export async function databaseRefusal(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code ?? 'no answer';
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function createRoles(admin: pg.Client, roles: MigrateOptions['roles']): Promise<void> {
  const attributes = 'NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS';
  const existing = await admin.query<{ rolname: string }>('SELECT rolname FROM pg_roles');
  const known = new Set(existing.rows.map((row) => row.rolname));
  for (const role of [ownerRole, auditorRole]) {
    if (!known.has(role)) await admin.query(`CREATE ROLE ${role} NOLOGIN ${attributes}`);
    await admin.query(`GRANT ${role} TO CURRENT_USER`);
  }
  if (!known.has(keeperRole)) await admin.query(`CREATE ROLE ${keeperRole} NOLOGIN ${attributes}`);
  known.add(keeperRole);
  await grantKeeper(admin);
  const database = await admin.query<{ name: string }>('SELECT current_database() AS name');
  await admin.query(
    `GRANT CREATE ON DATABASE ${pg.escapeIdentifier(database.rows[0]?.name ?? '')} TO ${ownerRole}`,
  );
  for (const [role, password] of Object.entries(roles)) {
    const verb = known.has(role) ? 'ALTER' : 'CREATE';
    await admin.query(
      `${verb} ROLE ${pg.escapeIdentifier(role)} LOGIN PASSWORD ${pg.escapeLiteral(scramVerifierOf(password))} ${verb === 'CREATE' ? attributes : ''}`,
    );
  }
}

/** What only a superuser can grant: the functions of the schema `keeper` copy and erase rows while triggers stay still. */
export const keeperGrant = `GRANT SET ON PARAMETER session_replication_role TO ${ownerRole}`;

/** Without it everything works but moving and offboarding tenants, which say so then: no reason not to start. */
async function grantKeeper(admin: pg.Client): Promise<void> {
  await admin.query(keeperGrant).catch(() => undefined);
  const { rows } = await admin.query<{ may: boolean }>(
    "SELECT has_parameter_privilege($1, 'session_replication_role', 'SET') AS may",
    [ownerRole],
  );
  if (rows[0]?.may !== true)
    log.warn(
      {},
      `tenants can be neither moved nor offboarded: a superuser of the database has to run once: ${keeperGrant}`,
    );
}

async function migrateSet(adminUrl: string, set: MigrationSet): Promise<void> {
  const migrations = await migrationClasses(set);
  const dataSource = new DataSource({
    type: 'postgres',
    url: adminUrl,
    poolSize: 1,
    applicationName: `migrate ${set.schema}`,
    extra: { options: `-c role=${ownerRole}` },
    schema: set.schema,
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    migrations: migrations as never[],
  });
  await dataSource.initialize();
  try {
    await dataSource.query(`CREATE SCHEMA IF NOT EXISTS ${set.schema}`);
    await dataSource.runMigrations();
  } finally {
    await dataSource.destroy();
  }
}

/** TypeORM orders migrations by the thirteen digits that end their name; ours are the file's number. */
async function migrationClasses(set: MigrationSet): Promise<(new () => MigrationInterface)[]> {
  const files = (await readdir(set.folder)).filter((file) => /^\d{4}-[a-z0-9-]+\.sql$/.test(file)).sort();
  return Promise.all(
    files.map(async (file) => {
      const sql = await readFile(join(set.folder, file), 'utf8');
      return class implements MigrationInterface {
        readonly name = `${file.slice(5, -4)}-${file.slice(0, 4).padStart(13, '0')}`;
        async up(runner: QueryRunner): Promise<void> {
          await runner.query(sql);
        }
        down(): Promise<void> {
          throw new Error(`${set.schema} ${file} is undone by a later migration, never by going back`);
        }
      };
    }),
  );
}
