import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foundationMigrations, migrateDatabase, type MigrationSet } from '@fanxing/runtime/database';
import { startEmbeddedPostgres } from '@fanxing/runtime/embedded-postgres';
import { systemClock } from '@fanxing/runtime/clock';
import { openKeys, type Keys } from '@fanxing/runtime/encryption';
import { migrateJobs } from '@fanxing/runtime/jobs';

/** The login roles of the five services. */
export const serviceRoles = [
  'fanxing_tenant',
  'fanxing_product',
  'fanxing_risk',
  'fanxing_lending',
  'fanxing_billing',
] as const;
export type ServiceRole = (typeof serviceRoles)[number];

export interface TestDatabaseOptions {
  /** What is migrated after the foundation, in this order. */
  readonly sets: readonly MigrationSet[];
  /** The services that have a queue. */
  readonly queues?: readonly ('lending' | 'tenant' | 'risk')[];
}

export interface TestDatabase {
  /** For the superuser, whom no policy binds: to look at what is really there. */
  readonly adminUrl: string;
  /** For a service's own role, which owns nothing and sees one tenant at a time. */
  urlFor(role: ServiceRole): string;
  /** Root key and list of destroyed keys of this database, for the services that stand on it. */
  readonly keys: Keys;
  /** Stops the server and removes its files. */
  stop(): Promise<void>;
}

/** Starts a PostgreSQL of its own for one test file, in a temporary folder, and migrates it. Takes about two seconds. */
export async function startTestDatabase(options: TestDatabaseOptions): Promise<TestDatabase> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fanxing-test-')));
  // As root the server runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  const postgres = await startEmbeddedPostgres({ folder: join(folder, 'postgres') });
  const passwords = Object.fromEntries(
    serviceRoles.map((role) => [role, randomBytes(12).toString('hex')]),
  ) as Record<ServiceRole, string>;
  const stop = async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await migrateDatabase({
      adminUrl: postgres.superuserUrl,
      sets: [foundationMigrations, ...options.sets],
      roles: passwords,
    });
    for (const service of options.queues ?? [])
      await migrateJobs(postgres.superuserUrl, service, `fanxing_${service}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    adminUrl: postgres.superuserUrl,
    keys: await openKeys(folder, { file: undefined }, () => systemClock.now()),
    stop,
    urlFor: (role) => loginUrl(postgres.superuserUrl, role, passwords[role]),
  };
}

function loginUrl(adminUrl: string, role: string, password: string): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = password;
  return url.href;
}
