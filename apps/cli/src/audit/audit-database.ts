import type { AuditArchive, ChainName } from '@fanxing/runtime/audit';
import { CliError, codeOf } from '../cli-error.js';
import { databaseUrlOf, type FolderOptions } from '../platform-folder.js';

/** Runs work on the audit log of the platform's database, with the auditor's rights; says why when it can not be read. */
export async function onAuditDatabase<Result>(
  options: FolderOptions,
  work: (archive: AuditArchive) => Promise<Result>,
): Promise<Result> {
  const url = await databaseUrlOf(options);
  const { AuditArchive } = await import('@fanxing/runtime/audit');
  let archive: AuditArchive;
  try {
    archive = await AuditArchive.open(url);
  } catch (error) {
    throw new CliError(
      1,
      'DATABASE_REFUSED',
      `the database does not let us in as an auditor (${codeOf(error)})`,
      URL.canParse(url) ? new URL(url).host : 'DATABASE_URL',
      'see whether it runs and is migrated: npx fanxing doctor',
    );
  }
  try {
    return await work(archive);
  } finally {
    await archive.close();
  }
}

/** A chain that a person has named. */
export function chainOf({ tenant, environment }: { tenant: string; environment: string }): ChainName {
  return { tenantId: tenant, environment };
}
