import pg from 'pg';
import { platformTenantId } from '../identity/tenant-context.js';
import { logger, recordUnexpected } from '../telemetry/index.js';
import { urlOfDatabase } from './cell.js';
import { ownerRole } from './roles.js';

export interface TenantDatabasesOptions {
  /** The shared database, by a login that may create databases and roles. */
  readonly adminUrl: string;
  /** Brings a database up to date, given its own address for that login. */
  readonly migrate: (adminUrl: string) => Promise<void>;
}

interface Wanted {
  readonly name: string;
  readonly state: 'WANTED' | 'READY' | 'UNWANTED';
}

const lookEveryMs = 1_000;
/** Services look every five seconds, and let what is under way end. */
const servicesLetGoMs = 15_000;
const log = logger('tenant databases');

/**
 * Makes the databases that tenants are to have for themselves, migrates all of them when the platform starts, and drops those of
 * tenants that have left. Services only write down what they want: creating and dropping databases is a right that none of them has.
 */
export class TenantDatabases {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private stopped = false;
  private readonly unwantedSinceMs = new Map<string, number>();

  constructor(private readonly options: TenantDatabasesOptions) {}

  /** Migrates those that there are, and from then on makes those that are wanted. One that can not be keeps nobody else from starting. */
  async start(): Promise<void> {
    for (const { name, state } of await this.list())
      if (state !== 'UNWANTED')
        await this.provide(name).catch((error: unknown) => void recordUnexpected(log, error));
    this.again();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  private again(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.looking = this.look()
        .catch((error: unknown) => void recordUnexpected(log, error))
        .finally(() => this.again());
    }, lookEveryMs).unref();
  }

  private async look(): Promise<void> {
    for (const { name, state } of await this.list())
      if (state === 'WANTED') await this.provide(name);
      else if (state === 'UNWANTED') await this.dropSoon(name);
  }

  /** Its tenant is gone, and nothing is left in it. */
  private async dropSoon(name: string): Promise<void> {
    const sinceMs = this.unwantedSinceMs.get(name) ?? performance.now();
    this.unwantedSinceMs.set(name, sinceMs);
    if (performance.now() - sinceMs < servicesLetGoMs) return;
    await this.withClient((client) =>
      client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`),
    );
    await this.asOwner((client) =>
      client.query("DELETE FROM foundation.tenant_database WHERE name = $1 AND state = 'UNWANTED'", [name]),
    );
    this.unwantedSinceMs.delete(name);
  }

  private list(): Promise<Wanted[]> {
    return this.asOwner(async (client) => {
      const { rows } = await client.query<Wanted>(
        'SELECT name, state FROM foundation.tenant_database ORDER BY name',
      );
      return rows;
    });
  }

  /** May be done again after it was cut short anywhere. */
  private async provide(name: string): Promise<void> {
    await this.withClient(async (client) => {
      const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
      if (rowCount === 0)
        await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE template0`);
    });
    await this.options.migrate(urlOfDatabase(this.options.adminUrl, name));
    await this.asOwner(async (client) => {
      await client.query("UPDATE foundation.tenant_database SET state = 'READY' WHERE name = $1", [name]);
    });
  }

  /** The list is the platform's own rows, which the owner sees as the platform. */
  private asOwner<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    return this.withClient(async (client) => {
      await client.query(`SET ROLE ${ownerRole}`);
      await client.query(
        "SELECT set_config('app.tenant_id', $1, false), set_config('app.environment', 'live', false)",
        [platformTenantId],
      );
      return work(client);
    });
  }

  private async withClient<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: this.options.adminUrl, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
}
