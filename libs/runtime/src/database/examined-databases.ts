import pg from 'pg';
import { urlOfDatabase } from './cell.js';
import { readTypesAsText } from './column-types.js';
import { auditorRole } from './roles.js';

/** Raised by `foundation.enter`: the tenant is in the database that the detail names. */
const tenantElsewhere = 'FX002';

interface World {
  readonly tenantId: string;
  readonly environment: string;
}

/**
 * A platform's databases, the shared one and those that tenants have for themselves, for whoever examines them from a command line:
 * with the auditor's rights only, read-only, each from one snapshot.
 */
export class ExaminedDatabases {
  private constructor(
    private readonly home: pg.Client,
    private readonly own: ReadonlyMap<string, pg.Client>,
  ) {}

  /** Connects with a login that may put on the auditor's role. Fails with the driver's error. */
  static async open(databaseUrl: string, applicationName: string): Promise<ExaminedDatabases> {
    readTypesAsText();
    const home = await connect(databaseUrl, applicationName);
    const own = new Map<string, pg.Client>();
    try {
      const { rows } = await home.query<{ name: string }>(
        'SELECT ready AS name FROM foundation.ready_databases()',
      );
      for (const { name } of rows)
        own.set(name, await connect(urlOfDatabase(databaseUrl, name), applicationName));
    } catch (error) {
      for (const client of [home, ...own.values()]) await client.end().catch(() => undefined);
      throw error;
    }
    return new ExaminedDatabases(home, own);
  }

  async close(): Promise<void> {
    for (const client of [this.home, ...this.own.values()]) await client.end();
  }

  /** Every tenant's environments in which anything was ever written, wherever they are. */
  async worlds<Known extends World>(): Promise<Known[]> {
    const found = new Map<string, Known>();
    for (const client of [this.home, ...this.own.values()]) {
      const { rows } = await client.query<Known>(
        'SELECT chain_tenant_id AS "tenantId", chain_environment AS environment FROM audit.known_chains()',
      );
      for (const world of rows) found.set(`${world.tenantId} ${world.environment}`, world);
    }
    return [...found].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, world]) => world);
  }

  /** A connection that shows this world and no other, to the database where it is: the shared one says so itself. */
  async showing({ tenantId, environment }: World): Promise<pg.Client> {
    const enter = 'SELECT foundation.enter($1, $2)';
    await this.home.query('SAVEPOINT placed');
    try {
      await this.home.query(enter, [tenantId, environment]);
      await this.home.query('RELEASE SAVEPOINT placed');
      return this.home;
    } catch (error) {
      const { code, detail = '' } = error as { code?: string; detail?: string };
      const own = this.own.get(detail);
      if (code !== tenantElsewhere || !own) throw error;
      await this.home.query('ROLLBACK TO SAVEPOINT placed; RELEASE SAVEPOINT placed');
      await own.query(enter, [tenantId, environment]);
      return own;
    }
  }
}

async function connect(url: string, applicationName: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`SET ROLE ${auditorRole}`);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  return client;
}
