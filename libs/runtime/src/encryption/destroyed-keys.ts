import { open, readFile, stat } from 'node:fs/promises';

interface Destroyed {
  readonly tenantId: string;
  readonly environment: string;
  /** A borrower's id. */
  readonly owner: string;
  /** The key that the data stood under last. */
  readonly keyId: string | null;
  readonly at: string;
}

/**
 * Whose keys were destroyed, in a file beside the root key and outside of the database, only ever added to. A database that
 * is restored from an old backup brings back the rows of somebody who was erased since, and the key that wraps theirs; by
 * this list it stays shut.
 */
export class DestroyedKeys {
  private known = new Set<string>();
  private stamp = '';

  private constructor(private readonly path: string) {}

  static async open(path: string): Promise<DestroyedKeys> {
    const list = new DestroyedKeys(path);
    await list.refresh();
    return list;
  }

  /** Reads what others have added. Fails with the system's error when the list is there and can not be read. */
  async refresh(): Promise<void> {
    const found = await stat(this.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    const stamp = found ? `${found.ino}/${found.size}` : '';
    if (stamp === this.stamp) return;
    // A line that was cut short was never answered for: whoever wrote it is asked again.
    const lines = (await readFile(this.path, 'utf8')).split('\n').filter((line) => line.endsWith('}'));
    this.known = new Set(lines.map((line) => nameOf(JSON.parse(line) as Destroyed)));
    this.stamp = stamp;
  }

  has(tenantId: string, environment: string, owner: string): boolean {
    return this.known.has(nameOf({ tenantId, environment, owner }));
  }

  /** It is on the disk when this answers. */
  async add(destroyed: Destroyed): Promise<void> {
    if (this.has(destroyed.tenantId, destroyed.environment, destroyed.owner)) return;
    const handle = await open(this.path, 'a', 0o600);
    try {
      await handle.appendFile(`\n${JSON.stringify(destroyed)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    this.known.add(nameOf(destroyed));
  }
}

function nameOf({ tenantId, environment, owner }: Pick<Destroyed, 'tenantId' | 'environment' | 'owner'>) {
  return `${tenantId}/${environment}/${owner}`;
}
