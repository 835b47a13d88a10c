import type { AuditRecord, RecordFilter } from '@fanxing/runtime/audit';
import { printJson, printLine } from '../output.js';
import type { FolderOptions } from '../platform-folder.js';
import { chainOf, onAuditDatabase } from './audit-database.js';

export interface FilterOptions extends FolderOptions {
  readonly tenant: string;
  readonly environment: string;
  readonly actor?: string;
  readonly subject?: string;
  readonly action?: string;
  readonly service?: string;
  readonly purpose?: string;
  readonly actorKind?: string;
  readonly since?: string;
  readonly until?: string;
}

export interface SearchOptions extends FilterOptions {
  readonly limit: number;
  readonly json?: boolean;
}

/** Prints the records that match. */
export async function searchAudit(options: SearchOptions): Promise<void> {
  const records = await onAuditDatabase(options, (archive) =>
    archive.search(chainOf(options), filterOf(options), options.limit),
  );
  if (options.json) printJson({ records });
  else for (const record of records) printLine(sentenceOf(record));
}

export function filterOf(options: FilterOptions): RecordFilter {
  const { actor, actorKind, subject, action, service, purpose, since, until } = options;
  return { actorId: actor, actorKind, subjectId: subject, action, service, purpose, since, until };
}

function sentenceOf(record: AuditRecord): string {
  const { at, service, action, actorKind, actorId, subjectKind, subjectId, subjectIds, purpose } = record;
  const more = subjectIds && subjectIds.length > 1 ? ` and ${subjectIds.length - 1} more` : '';
  const reason = purpose ? ` for ${purpose}` : '';
  return `${at} ${actorKind} ${actorId} ${service}.${action} ${subjectKind} ${subjectId}${more}${reason}`;
}
