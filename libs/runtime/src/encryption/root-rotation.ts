import pg from 'pg';
import { urlOfDatabase } from '../database/cell.js';
import { ownerRole } from '../database/roles.js';
import type { SuiteName } from './suite.js';
import { aboutTenantKey } from './wrapped-keys.js';
import type { RootKey } from './root-key.js';

interface KeyRow {
  readonly kind: 'DATA' | 'INDEX';
  readonly version: number;
  readonly suite: SuiteName;
  readonly root_key_id: string;
  readonly wrapped: Buffer | null;
}

interface Holder {
  readonly client: pg.Client;
  readonly tenantId: string;
  readonly environment: string;
}

/** How many tenants' keys each root key wraps, by its id. */
export type KeysByRoot = Readonly<Record<string, number>>;

/**
 * The tenants' keys of a whole database, for whoever looks after the root key. Connects with a login that may put on the
 * owner's role; it too sees one tenant at a time.
 */
export class KeyStock {
  private constructor(private readonly clients: readonly pg.Client[]) {}

  /** Opens the shared database and those that tenants have for themselves. Fails with the driver's error. */
  static async open(databaseUrl: string): Promise<KeyStock> {
    const clients = [await connect(databaseUrl)];
    const { rows = [] } =
      (await clients[0]?.query<{ name: string }>('SELECT ready AS name FROM foundation.ready_databases()')) ??
      {};
    for (const { name } of rows) clients.push(await connect(urlOfDatabase(databaseUrl, name)));
    return new KeyStock(clients);
  }

  async close(): Promise<void> {
    for (const client of this.clients) await client.end();
  }

  async byRoot(): Promise<KeysByRoot> {
    const counts: Record<string, number> = {};
    for (const holder of await this.holders())
      for (const { root_key_id: id, wrapped } of await this.keysOf(holder))
        if (wrapped) counts[id] = (counts[id] ?? 0) + 1;
    return counts;
  }

  /**
   * Wraps every tenant's keys under the root key that is the newest now. One row at a time, each by itself: it can be broken off
   * anywhere and begun again, and whoever reads meanwhile reads the row of before or of after. Answers how many.
   */
  async rewrap(root: RootKey): Promise<number> {
    const newest = await root.currentId();
    let count = 0;
    for (const holder of await this.holders()) {
      for (const row of await this.keysOf(holder)) {
        if (row.root_key_id === newest || !row.wrapped) continue;
        const about = aboutTenantKey(holder, row.kind, row.version);
        const key = await root.unwrap({ rootKeyId: row.root_key_id, wrapped: row.wrapped }, about);
        const { rootKeyId, wrapped } = await root.wrap(key, about);
        key.fill(0);
        await holder.client.query('SELECT * FROM vault.rewrap_tenant_key($1, $2, $3, $4, $5, $6, $7)', [
          holder.tenantId,
          holder.environment,
          row.kind,
          row.version,
          row.root_key_id,
          rootKeyId,
          wrapped,
        ]);
        count += 1;
      }
    }
    return count;
  }

  private async holders(): Promise<Holder[]> {
    const holders: Holder[] = [];
    for (const client of this.clients) {
      const { rows } = await client.query<Omit<Holder, 'client'>>(
        'SELECT holder_tenant_id AS "tenantId", holder_environment AS environment FROM vault.key_holders()',
      );
      holders.push(...rows.map((row) => ({ ...row, client })));
    }
    return holders;
  }

  private async keysOf({ client, tenantId, environment }: Holder): Promise<KeyRow[]> {
    const { rows } = await client.query<KeyRow>('SELECT * FROM vault.find_tenant_keys($1, $2)', [
      tenantId,
      environment,
    ]);
    return rows;
  }
}

async function connect(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'fanxing keys',
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`SET ROLE ${ownerRole}`);
  return client;
}
