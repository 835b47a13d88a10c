import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { queryAll } from '../harness/auditor.fixture.js';
import type { RunningPlatform } from '../harness/running-platform.fixture.js';

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

/** An export's manifest has this digest, and each file is what the manifest says: nothing is missing, nothing is beside it. */
export function mustBeWhole(folder: string, sha256: string): void {
  const text = readFileSync(join(folder, 'manifest.json'), 'utf8');
  expect(createHash('sha256').update(text).digest('hex')).toBe(sha256);
  const { tables } = JSON.parse(text) as { tables: { table: string; rows: number; sha256: string }[] };
  const files = readdirSync(folder).filter((name) => name !== 'manifest.json');
  expect(files.sort()).toEqual(tables.map(({ table }) => `${table}.ndjson`).sort());
  for (const { table, rows, sha256: digest } of tables) {
    const content = readFileSync(join(folder, `${table}.ndjson`), 'utf8');
    expect([table, createHash('sha256').update(content).digest('hex')]).toEqual([table, digest]);
    expect([table, content === '' ? 0 : content.trimEnd().split('\n').length]).toEqual([table, rows]);
  }
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
