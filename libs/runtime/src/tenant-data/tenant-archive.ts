import { createHash, type Hash } from 'node:crypto';
import { toEpochMs, type Instant } from '@fanxing/kernel';
import { canonicalJson } from '../audit/canonical-json.js';
import type { DataKey, TenantKeys } from '../encryption/index.js';
import { archiveReadme } from './archive-readme.js';
import { openedRows } from './opened-rows.js';
import { SealedFileWriter, type FilePlace } from './sealed-file.js';
import { TarFile } from './tar-file.js';
import type { TableRows, TenantKeeper } from './tenant-keeper.js';

export interface ArchivedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** One table of an archive, such as `lending.loan`. */
export interface ArchivedTable {
  readonly table: string;
  readonly rows: number;
  /** Of all its lines, over all its files. */
  readonly sha256: string;
  readonly files: readonly ArchivedFile[];
}

/** What stands in `manifest.json`, the last file of an archive. */
export interface ArchiveManifest {
  readonly format: 'fanxing-tenant-export/2';
  readonly tenantId: string;
  readonly environment: string;
  readonly exportedAt: Instant;
  readonly tables: readonly ArchivedTable[];
}

/** An archive as it is spoken of later. */
export interface ArchiveReceipt {
  readonly rows: number;
  /** Of the archive in the clear, as it is fetched. */
  readonly bytes: number;
  readonly sha256: string;
  readonly manifest: string;
}

export interface ArchiveOptions {
  readonly keeper: TenantKeeper;
  /** What opens the tenant's rows. */
  readonly keys: TenantKeys;
  readonly at: Instant;
  readonly path: string;
  /** Under which the archive stands on the disk. */
  readonly key: DataKey;
  readonly place: FilePlace;
}

/** A file in an archive is held in memory until its size is known. */
const fileBytesMax = 8 * 1_024 * 1_024;

/**
 * Writes all that a tenant has in an environment into one archive (`.tar.gz`): each table that the catalogue has, empty ones too,
 * all from one snapshot, opened with the tenant's keys, with a manifest. On the disk it is encrypted from its first byte on.
 */
export async function archiveTenant(options: ArchiveOptions): Promise<ArchiveReceipt> {
  const { keeper, keys, at, place } = options;
  const { tenantId, environment } = keys;
  const world = { tenantId, environment } as Parameters<TenantKeeper['read']>[0];
  const digest = createHash('sha256');
  const file = await SealedFileWriter.create(options.path, options.key, place);
  try {
    const atSeconds = Math.floor(toEpochMs(at) / 1_000);
    const tar = new TarFile(async (bytes) => {
      digest.update(bytes);
      await file.write(bytes);
    });
    const add = (name: string, content: Buffer): Promise<void> => tar.add(name, content, atSeconds);
    await add('README.md', Buffer.from(archiveReadme));
    const tables: ArchivedTable[] = [];
    await keeper.read(world, async (rows) => {
      tables.push(await addTable(add, openedRows(rows, keys, keeper, world)));
    });
    tables.sort((left, right) => (left.table < right.table ? -1 : 1));
    const manifest: ArchiveManifest = {
      format: 'fanxing-tenant-export/2',
      tenantId,
      environment,
      exportedAt: at,
      tables,
    };
    const text = canonicalJson(manifest);
    await add('manifest.json', Buffer.from(text));
    await tar.end();
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    return { rows, bytes: await file.end(), sha256: digest.digest('hex'), manifest: text };
  } catch (error) {
    await file.abandon();
    throw error;
  }
}

async function addTable(
  add: (name: string, content: Buffer) => Promise<void>,
  { table, lines }: TableRows,
): Promise<ArchivedTable> {
  const whole = createHash('sha256');
  const files: ArchivedFile[] = [];
  let rows = 0;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  const flush = async (): Promise<void> => {
    const content = Buffer.concat(waiting);
    const name = `data/${table}${files.length === 0 ? '' : `.part-${files.length + 1}`}.ndjson`;
    await add(name, content);
    files.push({ name, bytes: content.length, sha256: hexOf(createHash('sha256').update(content)) });
    waiting = [];
    waitingBytes = 0;
  };
  for await (const some of lines) {
    const content = Buffer.from(`${some.join('\n')}\n`);
    whole.update(content);
    rows += some.length;
    waiting.push(content);
    waitingBytes += content.length;
    if (waitingBytes >= fileBytesMax) await flush();
  }
  if (waitingBytes > 0 || files.length === 0) await flush();
  return { table, rows, sha256: hexOf(whole), files };
}

function hexOf(hash: Hash): string {
  return hash.digest('hex');
}
