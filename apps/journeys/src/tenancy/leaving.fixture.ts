import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { queryAll } from '../harness/auditor.fixture.js';
import { fanxingJson } from '../harness/command-line.fixture.js';
import type { RunningPlatform } from '../harness/running-platform.fixture.js';
import { filesIn, tablesIn } from './archive.fixture.js';

/** What the operator is shown of it. */
export interface Offboarding {
  readonly status: string;
  readonly exports: readonly { environment: string; folder: string; rows: number; sha256: string }[] | null;
  readonly certificate: string | null;
  readonly certificateSignature: string | null;
}

export const shown =
  'status eraseAfter exports { environment folder rows sha256 } certificate certificateSignature';

/** Every table in the database in which the tenant's id stands anywhere, in whosever row. */
export async function tablesNaming(platform: RunningPlatform, tenantId: string): Promise<string[]> {
  const tables = await queryAll<{ name: string }>(
    platform,
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const naming: string[] = [];
  for (const { name } of tables) {
    const rows = await queryAll(
      platform,
      `SELECT 1 FROM ${name} AS t WHERE t::text LIKE '%' || $1 || '%' LIMIT 1`,
      [tenantId],
    );
    if (rows.length > 0) naming.push(name);
  }
  return naming;
}

/**
 * Opens the export of an environment with the platform's root key: nothing of it lies in the clear, its manifest has the digest that
 * was certified, and the archive is what the manifest says.
 */
export async function openedExport(
  platform: RunningPlatform,
  folder: string,
  sha256: string,
): Promise<Map<string, Buffer>> {
  expect(readdirSync(folder).sort()).toEqual(['archive.tar.gz.sealed', 'export.json', 'manifest.json']);
  const manifest = readFileSync(join(folder, 'manifest.json'));
  expect(createHash('sha256').update(manifest).digest('hex')).toBe(sha256);
  const out = join(platform.folder, 'opened.tar.gz');
  await fanxingJson(platform, ['tenant', 'open-export', folder, '--out', out]);
  const files = filesIn(readFileSync(out));
  expect(files.get('manifest.json')?.equals(manifest)).toBe(true);
  tablesIn(files);
  return files;
}

/** Every table in which tenants have rows. */
export async function tablesOf(platform: RunningPlatform): Promise<string[]> {
  const tables = await queryAll<{ name: string }>(
    platform,
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema')
       AND 2 = (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('tenant_id', 'environment'))
     ORDER BY 1`,
  );
  return tables.map(({ name }) => name);
}
