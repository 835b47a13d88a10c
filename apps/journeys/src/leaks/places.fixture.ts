import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { queryAll } from '../harness/auditor.fixture.js';
import type { RunningPlatform } from '../harness/running-platform.fixture.js';
import { canariesIn, type Canary } from './canaries.fixture.js';

/**
 * Where nothing is looked for, and why: the database's own files are searched by themselves; the sandbox bank is another house, which must know
 * whom it pays.
 */
const notSearched = [/^postgres\/cluster\//, /^sandbox-bank\//];

/** Files that are there to hold certain secrets, readable by their owner alone. */
const strongboxes: Readonly<Record<string, RegExp>> = {
  'secrets.json': /^(operator's password|database password)$/,
  'platform.json': /^operator's password$/,
};

/** What was searched, so that a report can say it, and what was found there. */
export interface Search {
  readonly places: readonly string[];
  readonly found: readonly string[];
}

/** Every file of the data folder but those, with its content as text. */
export function searchFiles(platform: RunningPlatform, canaries: readonly Canary[]): Search {
  const places: string[] = [];
  const found: string[] = [];
  for (const path of filesOf(platform.folder)) {
    const place = relative(platform.folder, path);
    if (notSearched.some((pattern) => pattern.test(place))) continue;
    places.push(place);
    const box = strongboxes[place];
    const isPrivate = (statSync(path).mode & 0o077) === 0;
    const looked = canaries.filter(({ name }) => !(box?.test(name) && isPrivate));
    found.push(...canariesIn(place, readFileSync(path).toString('utf8'), looked));
  }
  return { places, found };
}

/** Tables that outlive a person's data, or that know no tenants: the audit log, its seals, queues, the library's own. */
export async function searchTables(
  platform: RunningPlatform,
  tables: readonly string[],
  canaries: readonly Canary[],
): Promise<Search> {
  const found: string[] = [];
  for (const table of tables) {
    const rows = await queryAll<{ row: string }>(platform, `SELECT t::text AS row FROM ${table} AS t`);
    found.push(...canariesIn(table, rows.map(({ row }) => row).join('\n'), canaries));
  }
  return { places: tables, found };
}

/** The database server's own files, tables and write-ahead log: what a base backup copies. */
export function searchCluster(platform: RunningPlatform, canaries: readonly Canary[]): Search {
  const places: string[] = [];
  const found: string[] = [];
  const folder = join(platform.folder, 'postgres', 'cluster');
  for (const path of filesOf(folder)) {
    const place = relative(folder, path);
    places.push(place);
    found.push(...canariesIn(place, readFileSync(path).toString('utf8'), canaries));
  }
  return { places, found };
}

/** Every table that there is: what a copy of the database's contents holds. */
export async function everyTable(platform: RunningPlatform): Promise<string[]> {
  const rows = await queryAll<{ name: string }>(
    platform,
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
