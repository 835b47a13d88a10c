import { createHash } from 'node:crypto';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '@fanxing/kernel';
import { canonicalJson } from '../audit/canonical-json.js';
import type { TableRows, TenantKeeper, TenantWorld } from './tenant-keeper.js';

/** One file of an export: one table, a row a line, in the order of its primary key. */
export interface ExportedTable {
  /** Such as `lending.loan`; its file is called so too, with `.ndjson` behind. */
  readonly table: string;
  readonly rows: number;
  readonly bytes: number;
  /** Of the whole file. */
  readonly sha256: string;
}

/** What stands in `manifest.json` beside the files. */
export interface ExportManifest {
  readonly format: 'fanxing-tenant-export/1';
  readonly tenantId: string;
  readonly environment: string;
  readonly exportedAt: Instant;
  readonly tables: readonly ExportedTable[];
}

/** An export as it is spoken of later: the digest is of the manifest, which holds the files' own. */
export interface ExportReceipt {
  readonly folder: string;
  readonly rows: number;
  readonly sha256: string;
}

/**
 * Writes all that a tenant has in an environment into a folder: a file a table, empty ones too, all from one snapshot, and
 * `manifest.json` last, so that a folder with a manifest is whole. Personal data are among it, for it is the bank's own; the
 * files can be read by their owner alone. What stood in the folder is replaced.
 */
export async function exportTenant(
  keeper: TenantKeeper,
  world: TenantWorld,
  folder: string,
  at: Instant,
): Promise<ExportReceipt> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const tables: ExportedTable[] = [];
  await keeper.read(world, async (rows) => void tables.push(await writeTable(folder, rows)));
  tables.sort((left, right) => (left.table < right.table ? -1 : 1));
  const { tenantId, environment } = world;
  const manifest: ExportManifest = {
    format: 'fanxing-tenant-export/1',
    tenantId,
    environment,
    exportedAt: at,
    tables,
  };
  const text = canonicalJson(manifest);
  await writeFile(join(folder, 'manifest.json'), text, { mode: 0o600, flush: true });
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return { folder, rows, sha256: createHash('sha256').update(text).digest('hex') };
}

async function writeTable(folder: string, { table, lines }: TableRows): Promise<ExportedTable> {
  const digest = createHash('sha256');
  let rows = 0;
  let bytes = 0;
  const file = await open(join(folder, `${table}.ndjson`), 'w', 0o600);
  try {
    for await (const some of lines) {
      const text = `${some.join('\n')}\n`;
      digest.update(text);
      rows += some.length;
      bytes += Buffer.byteLength(text);
      await file.appendFile(text);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { table, rows, bytes, sha256: digest.digest('hex') };
}
