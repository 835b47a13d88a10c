import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { AuditArchive, AuditRecord, ChainName } from '@fanxing/runtime/audit';
import { CliError, codeOf } from '../cli-error.js';
import { printJson, progressOf } from '../output.js';
import { chainOf, onAuditDatabase } from './audit-database.js';
import type { ExportHeader } from './export-file.js';
import { filterOf, type FilterOptions } from './search-audit.js';

export interface ExportOptions extends FilterOptions {
  readonly out: string;
  readonly json?: boolean;
}

/** Writes records with their seals and anchors; the file can be verified by anybody who has the platform's public key. */
export async function exportAudit(options: ExportOptions): Promise<void> {
  const written = await onAuditDatabase(options, (archive) => writeExport(archive, options));
  if (options.out === '-') return;
  if (options.json) printJson({ out: options.out, ...written });
  else
    process.stderr.write(`${written.records} records in ${written.seals} seals written to ${options.out}\n`);
}

async function writeExport(
  archive: AuditArchive,
  options: ExportOptions,
): Promise<{ records: number; seals: number }> {
  const chain = chainOf(options);
  const { actor, actorKind, subject, action, service, purpose, since, until } = options;
  // A range of time is a stretch of whole seals; what a search finds leaves records out.
  const isComplete = [actor, actorKind, subject, action, service, purpose].every(
    (given) => given === undefined,
  );
  const range = await archive.sealRange(chain, since, until);
  const out = new Lines(options.out);
  const header: ExportHeader = {
    kind: 'export',
    version: 1,
    ...chain,
    complete: isComplete,
    since: since ?? null,
    until: until ?? null,
  };
  await out.write(header);
  let [records, seals] = [0, 0];
  const progress = progressOf((count) => `${count.toLocaleString('en')} records written …`);
  if (range) {
    for await (const sealed of archive.seals(chain, range.first, range.last)) {
      const kept = isComplete ? sealed.records : sealed.records.filter((record) => matches(record, options));
      if (kept.length === 0 && !isComplete) continue;
      await out.write({ kind: 'seal', ...sealed.seal });
      for (const record of kept) await out.write({ kind: 'record', ...record });
      records += kept.length;
      seals += 1;
      progress(records);
    }
  }
  await writeAnchors(archive, chain, range, out);
  await out.end();
  return { records, seals };
}

/** The anchors of the stretch, and the one just before it, which vouches for where it begins. */
async function writeAnchors(
  archive: AuditArchive,
  chain: ChainName,
  range: { first: string; last: string } | undefined,
  out: Lines,
): Promise<void> {
  if (!range) return;
  for (const anchor of await archive.anchors(chain)) {
    const place = BigInt(anchor.sequence);
    if (place >= BigInt(range.first) - 1n && place <= BigInt(range.last))
      await out.write({ kind: 'anchor', ...anchor });
  }
}

function matches(record: AuditRecord, options: FilterOptions): boolean {
  const { actorId, actorKind, subjectId, action, service, purpose, since, until } = filterOf(options);
  return (
    (actorId === undefined || record.actorId === actorId) &&
    (actorKind === undefined || record.actorKind === actorKind) &&
    (purpose === undefined || record.purpose === purpose) &&
    (subjectId === undefined ||
      record.subjectId === subjectId ||
      record.subjectIds?.includes(subjectId) === true) &&
    (action === undefined || record.action === action) &&
    (service === undefined || record.service === service) &&
    (since === undefined || Date.parse(record.at) >= Date.parse(since)) &&
    (until === undefined || Date.parse(record.at) < Date.parse(until))
  );
}

/** JSON documents, one a line, to a file or standard output, no faster than they are taken. */
class Lines {
  private readonly stream: Writable;
  private failed: unknown;

  constructor(private readonly path: string) {
    this.stream = path === '-' ? process.stdout : createWriteStream(path, { mode: 0o600 });
    this.stream.on('error', (error) => (this.failed = error));
  }

  async write(document: object): Promise<void> {
    if (!this.stream.write(`${JSON.stringify(document)}\n`) && !this.failed) {
      await Promise.race([once(this.stream, 'drain'), once(this.stream, 'close')]);
    }
    this.mustHold();
  }

  async end(): Promise<void> {
    if (this.path !== '-') {
      this.stream.end();
      await once(this.stream, 'close');
    }
    this.mustHold();
  }

  private mustHold(): void {
    if (this.failed === undefined) return;
    throw new CliError(
      1,
      'NOT_WRITTEN',
      `it can not be written (${codeOf(this.failed)})`,
      this.path,
      'name another with --out',
    );
  }
}
