import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';

/** One table of an archive, as its manifest speaks of it. */
export interface ArchivedTable {
  readonly table: string;
  readonly rows: number;
  readonly sha256: string;
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
}

/** Reads a `.tar.gz` by the standard alone: it shares no code with what wrote it. */
export function filesIn(archive: Buffer): Map<string, Buffer> {
  const tar = gunzipSync(archive);
  const files = new Map<string, Buffer>();
  for (let at = 0; at < tar.length && tar[at] !== 0;) {
    const text = (from: number, length: number): string =>
      tar.toString('ascii', at + from, at + from + length).replace(/\0.*$/, '');
    const size = parseInt(text(124, 12), 8);
    files.set(text(0, 100), tar.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

/** The tables of an archive, whose files are what its manifest says: nothing is missing, nothing is beside it. */
export function tablesIn(files: ReadonlyMap<string, Buffer>): readonly ArchivedTable[] {
  const { tables } = JSON.parse(files.get('manifest.json')?.toString() ?? '{}') as {
    tables: readonly ArchivedTable[];
  };
  const named = tables.flatMap((table) => table.files.map(({ name }) => name));
  expect([...files.keys()].sort()).toEqual([...named, 'README.md', 'manifest.json'].sort());
  for (const { table, rows, sha256, files: parts } of tables) {
    const content = Buffer.concat(parts.map(({ name }) => files.get(name) ?? Buffer.alloc(0)));
    expect([table, digest(content)]).toEqual([table, sha256]);
    expect([table, linesOf(content).length]).toEqual([table, rows]);
    for (const part of parts)
      expect([part.name, digest(files.get(part.name) ?? Buffer.alloc(0))]).toEqual([part.name, part.sha256]);
  }
  return tables;
}

/** A table's rows. */
export function rowsIn<Row = Record<string, unknown>>(
  files: ReadonlyMap<string, Buffer>,
  table: string,
): Row[] {
  return linesOf(files.get(`data/${table}.ndjson`) ?? Buffer.alloc(0)).map((line) => JSON.parse(line) as Row);
}

function linesOf(content: Buffer): string[] {
  return content.toString().split('\n').slice(0, -1);
}

function digest(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
