import type { ExaminedDatabase, ExaminedWorld, TenantReading } from '@fanxing/runtime/database';
import { CliError, codeOf } from '../cli-error.js';
import { databaseUrlOf, type FolderOptions } from '../platform-folder.js';

export interface LedgerOptions extends FolderOptions {
  readonly tenant?: string;
  readonly environment?: string;
  readonly json?: boolean;
}

export interface ReconcileOptions extends LedgerOptions {
  readonly statement?: string;
  readonly format?: 'csv' | 'camt.053';
  readonly toleranceDays: number;
}

/** What a command found in one tenant's environment. */
export interface Examined<Found> extends ExaminedWorld {
  readonly found: Found;
}

/** Runs work on the books of every tenant's environment that is meant, with the auditor's rights, one after the other. */
export async function examineBooks<Found>(
  options: LedgerOptions,
  work: (reading: TenantReading) => Promise<Found>,
): Promise<Examined<Found>[]> {
  const database = await openDatabase(options);
  try {
    const worlds = (await database.worlds()).filter(
      ({ tenantId, environment }) =>
        (options.tenant ?? tenantId) === tenantId && (options.environment ?? environment) === environment,
    );
    if (options.tenant !== undefined && worlds.length === 0) {
      throw new CliError(
        3,
        'NO_SUCH_BOOKS',
        'there are no such books',
        options.tenant,
        'see the id of the tenant',
      );
    }
    const examined: Examined<Found>[] = [];
    for (const world of worlds) examined.push({ ...world, found: await database.read(world, work) });
    return examined;
  } finally {
    await database.close();
  }
}

async function openDatabase(options: LedgerOptions): Promise<ExaminedDatabase> {
  const url = await databaseUrlOf(options);
  const { ExaminedDatabase: Database } = await import('@fanxing/runtime/database');
  try {
    return await Database.open(url);
  } catch (error) {
    throw new CliError(
      1,
      'DATABASE_REFUSED',
      `the database does not let us in as an auditor (${codeOf(error)})`,
      URL.canParse(url) ? new URL(url).host : 'DATABASE_URL',
      'see whether it runs and is migrated: npx fanxing doctor',
    );
  }
}

/** The one thing that `--tenant` and `--environment` name. Fails with status 2 when they name several. */
export function onlyOne<Found>(examined: readonly Examined<Found>[]): Examined<Found> {
  const [first, ...others] = examined;
  if (!first)
    throw new CliError(3, 'NO_SUCH_BOOKS', 'there are no books', 'database', 'see whether anything was lent');
  if (others.length > 0)
    throw new CliError(
      2,
      'USAGE',
      'several books are meant',
      'options',
      'name one with --tenant and --environment',
    );
  return first;
}

export function nameOf({ tenantId, environment }: ExaminedWorld): string {
  return `${tenantId} ${environment}`;
}
