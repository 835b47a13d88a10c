import { join } from 'node:path';
import { billingMigrations } from '@fanxing/billing-service';
import { ledgerMigrations } from '@fanxing/ledger-store';
import { lendingMigrations } from '@fanxing/lending-service';
import { productMigrations } from '@fanxing/product-service';
import { riskMigrations } from '@fanxing/risk-service';
import {
  databaseRefusal,
  foundationMigrations,
  keeperRole,
  migrateDatabase,
  TenantDatabases,
} from '@fanxing/runtime/database';
import { startEmbeddedPostgres, StartError } from '@fanxing/runtime/embedded-postgres';
import { migrateJobs } from '@fanxing/runtime/jobs';
import { tenantMigrations } from '@fanxing/tenant-service';
import { serviceNames, type ServiceName } from './service-names.js';

/** A database that is up to date, with a login for each service. */
export interface PlatformDatabase {
  /** A login that may do everything: for whoever looks after the platform. */
  readonly adminUrl: string;
  readonly urls: Readonly<Record<ServiceName, string>>;
  /** A login that exports and erases tenants that leave, and can do nothing else. */
  readonly keeperUrl: string;
  stop(): Promise<void>;
}

/** Every room's migrations, in the order in which they stand on one another. */
export const migrationSets = [
  foundationMigrations,
  ledgerMigrations,
  tenantMigrations,
  productMigrations,
  riskMigrations,
  lendingMigrations,
  billingMigrations,
];

/** Opens the database at `databaseUrl`, or the embedded one in the data folder, and migrates it with those of single tenants. */
export async function openDatabase(
  databaseUrl: string | undefined,
  dataFolder: string,
  password: string,
  log: (message: string) => void,
): Promise<PlatformDatabase> {
  const embedded =
    databaseUrl === undefined
      ? await startEmbeddedPostgres({ folder: join(dataFolder, 'postgres'), log })
      : undefined;
  if (databaseUrl !== undefined) await mustAnswer(databaseUrl);
  const adminUrl = embedded?.superuserUrl ?? databaseUrl ?? '';
  const logins = [...serviceNames.map(roleOf), keeperRole];
  const roles = Object.fromEntries(logins.map((role) => [role, password]));
  const migrate = async (url: string): Promise<void> => {
    await migrateDatabase({ adminUrl: url, sets: migrationSets, roles });
    for (const name of ['lending', 'tenant', 'risk'] as const) await migrateJobs(url, name, roleOf(name));
  };
  const tenantDatabases = new TenantDatabases({ adminUrl, migrate });
  const stop = async (): Promise<void> => {
    await tenantDatabases.stop();
    await embedded?.stop();
  };
  try {
    await migrate(adminUrl);
    await tenantDatabases.start();
  } catch (error) {
    await stop();
    throw error;
  }
  const urls = Object.fromEntries(
    serviceNames.map((name) => [name, urlFor(adminUrl, roleOf(name), password, embedded?.socketFolder)]),
  );
  const keeperUrl = urlFor(adminUrl, keeperRole, password, embedded?.socketFolder);
  return { adminUrl, urls: urls as Record<ServiceName, string>, keeperUrl, stop };
}

/** Fails with a StartError that says why, and never with the password. */
async function mustAnswer(databaseUrl: string): Promise<void> {
  const refusal = await databaseRefusal(databaseUrl);
  if (refusal === undefined) return;
  throw new StartError(
    `the database at ${new URL(databaseUrl).host} does not let us in (${refusal})`,
    'look at DATABASE_URL and whether the server runs, or leave it out for the embedded one',
  );
}

function roleOf(service: ServiceName): string {
  return `fanxing_${service}`;
}

function urlFor(adminUrl: string, role: string, password: string, socketFolder: string | undefined): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = password;
  if (socketFolder !== undefined) url.searchParams.set('host', socketFolder);
  return url.href;
}
