import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetRead, parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';

export type Row = Record<string, number>;

/**
 * An engine that somebody else wrote: knows the folder that was given to it and the definitions of LDBC Graphalytics, word by word on
 * plain sets, and nothing of ours.
 */
export class StandInEngine {
  private readonly out = new Map<number, Set<number>>();
  private readonly into = new Map<number, Set<number>>();
  private readonly ids: number[] = [];
  private directed = false;

  static async reading(folder: string): Promise<StandInEngine> {
    const engine = new StandInEngine();
    const edges = join(folder, 'edge/account_pays_account');
    engine.directed = readFileSync(join(folder, 'account_pays_account.edge.yml'), 'utf8').includes(
      'directed: true',
    );
    for (const { id } of await rowsBelow(join(folder, 'vertex/account/id'))) {
      engine.ids.push(id!);
      engine.out.set(id!, new Set());
      engine.into.set(id!, new Set());
    }
    for (const row of await rowsBelow(join(edges, 'ordered_by_source/adj_list')))
      engine.add(row['_graphArSrcIndex']!, row['_graphArDstIndex']!);
    return engine;
  }

  lcc(): Row[] {
    return this.ids.map((id) => {
      const around = new Set([...this.out.get(id)!, ...this.into.get(id)!]);
      let arcs = 0;
      for (const one of around) for (const other of around) if (this.out.get(one)!.has(other)) arcs += 1;
      return { id, value: around.size < 2 ? 0 : arcs / (around.size * (around.size - 1)) };
    });
  }

  communities(iterations: number): Row[] {
    const rows: Row[] = this.ids.map((id) => ({ id }));
    let labels = new Map(this.ids.map((id) => [id, id]));
    for (let iteration = 1; iteration <= iterations; iteration += 1) {
      labels = new Map(this.ids.map((id) => [id, this.commonest(id, labels)]));
      const name = iteration === iterations ? 'value' : `after_${iteration}`;
      for (const row of rows) row[name] = labels.get(row['id']!)!;
    }
    return rows;
  }

  components(): Row[] {
    const least = new Map<number, number>();
    for (const id of this.ids) {
      const [waiting, seen] = [[id], new Set([id])];
      for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
        for (const next of [...this.out.get(at)!, ...this.into.get(at)!]) {
          if (!seen.has(next)) waiting.push(next);
          seen.add(next);
        }
      }
      least.set(id, Math.min(...seen));
    }
    return this.ids.map((id) => ({ id, value: least.get(id)! }));
  }

  pagerank(): Row[] {
    const count = this.ids.length;
    let ranks = new Map(this.ids.map((id) => [id, 1 / count]));
    for (let iteration = 0; iteration < 150; iteration += 1) {
      const given = (id: number) => ranks.get(id)! / this.out.get(id)!.size;
      const idle = this.ids.filter((id) => this.out.get(id)!.size === 0);
      const nowhere = idle.reduce((sum, id) => sum + ranks.get(id)!, 0);
      const drawn = (id: number) => [...this.into.get(id)!].reduce((sum, from) => sum + given(from), 0);
      ranks = new Map(
        this.ids.map((id) => [id, 0.15 / count + 0.85 * (drawn(id) + nowhere / count)] as const),
      );
    }
    return this.ids.map((id) => ({ id, value: ranks.get(id)! }));
  }

  private add(from: number, to: number): void {
    this.out.get(from)!.add(to);
    this.into.get(to)!.add(from);
    if (this.directed) return;
    this.out.get(to)!.add(from);
    this.into.get(from)!.add(to);
  }

  private commonest(id: number, labels: ReadonlyMap<number, number>): number {
    const heard = this.directed ? [...this.out.get(id)!, ...this.into.get(id)!] : [...this.out.get(id)!];
    const counts = new Map<number, number>();
    for (const neighbour of heard) {
      const label = labels.get(neighbour)!;
      counts.set(label, (counts.get(label) ?? 0) + 1);
    }
    const most = Math.max(...counts.values());
    const winners = [...counts].filter(([, count]) => count === most).map(([label]) => label);
    return winners.length === 0 ? labels.get(id)! : Math.min(...winners);
  }
}

/** The rows of all files of a folder, in whatever folders they are; the order of files is no order of rows. */
export async function rowsBelow(folder: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    for (const row of await parquetReadObjects({ file: contentOf(join(entry.parentPath, entry.name)) }))
      rows.push(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)])));
  }
  return rows;
}

/** One column of whole numbers of one file: quicker than its rows. */
export async function columnIn(file: string, column: string): Promise<number[]> {
  const numbers: number[] = [];
  await parquetRead({
    file: contentOf(file),
    columns: [column],
    onChunk: ({ columnData }) => {
      for (const value of columnData as ArrayLike<unknown> & Iterable<unknown>) numbers.push(Number(value));
    },
  });
  return numbers;
}

function contentOf(file: string): ArrayBuffer {
  const bytes = readFileSync(file);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
}

/** As engines write: several files in no order, and a note that it is finished. */
export function writeRows(folder: string, rows: readonly Row[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '_SUCCESS'), '');
  const half = Math.ceil(rows.length / 2);
  for (const [part, some] of [rows.slice(half), rows.slice(0, half)].entries()) {
    const names = Object.keys(rows[0]!);
    const columnData = names.map((name) => {
      const isWhole = rows.every((row) => Number.isInteger(row[name]));
      const data = some.map((row) => (isWhole ? BigInt(row[name]!) : row[name]!));
      return { name, data, type: isWhole ? 'INT64' : 'DOUBLE' } as const;
    });
    const file = new Uint8Array(parquetWriteBuffer({ columnData: [...columnData] }));
    writeFileSync(join(folder, `part-0000${part}.snappy.parquet`), file);
  }
}
