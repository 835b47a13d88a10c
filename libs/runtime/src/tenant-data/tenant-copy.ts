import { createHash } from 'node:crypto';
import type { TableRows, TenantKeeper, TenantWorld } from './tenant-keeper.js';

/** A table's rows by their number and the SHA-256 of their lines, in the order of the primary key. */
export interface TableDigest {
  readonly table: string;
  readonly rows: number;
  readonly sha256: string;
}

/** Where the tenant is, is said by each database for itself. */
const placement = 'foundation.placement';

/** Takes away what a copy that was cut short has left: done while the tenant still writes where it is. */
export async function clearForCopy(
  to: TenantKeeper,
  world: TenantWorld,
  kept: readonly string[],
): Promise<void> {
  await to.erase(world, [placement, ...kept]);
}

/**
 * Copies all that a tenant has in an environment to another database, which holds nothing of it but rows in the tables `kept`;
 * those are left alone. Whatever is copied may not change meanwhile. Fails unless both then hold the same, table by table, by
 * count and digest. Answers how many rows that is. Its writes wait for this, so empty tables are only counted.
 */
export async function copyTenant(
  from: TenantKeeper,
  to: TenantKeeper,
  world: TenantWorld,
  kept: readonly string[],
): Promise<number> {
  const filledIn = async (keeper: TenantKeeper): Promise<string[]> =>
    (await keeper.count(world))
      .filter(({ table, rows }) => rows > 0 && table !== placement && !kept.includes(table))
      .map(({ table }) => table);
  const copied: TableDigest[] = [];
  await from.read(
    world,
    async (rows) => void copied.push(await digestOf(rows, (lines) => to.put(world, rows.table, lines))),
    await filledIn(from),
  );
  await to.adoptChain(world, await from.chainOf(world));
  const there: TableDigest[] = [];
  await to.read(world, async (rows) => void there.push(await digestOf(rows)), await filledIn(to));
  mustBeTheSame(copied, there);
  return copied.reduce((sum, { rows }) => sum + rows, 0);
}

async function digestOf(
  { table, lines }: TableRows,
  use: (lines: readonly string[]) => Promise<void> = () => Promise.resolve(),
): Promise<TableDigest> {
  const digest = createHash('sha256');
  let rows = 0;
  for await (const some of lines) {
    for (const line of some) digest.update(`${line}\n`);
    rows += some.length;
    await use(some);
  }
  return { table, rows, sha256: digest.digest('hex') };
}

function mustBeTheSame(copied: readonly TableDigest[], there: readonly TableDigest[]): void {
  const found = new Map(there.map((digest) => [digest.table, digest]));
  const different = copied.filter(({ table, rows, sha256 }) => {
    const other = found.get(table);
    return other?.rows !== rows || other.sha256 !== sha256;
  });
  if (different.length > 0 || found.size !== copied.length)
    throw new Error(
      `a copied tenant differs in ${different.map(({ table }) => table).join(', ') || 'its tables'}`,
    );
}
