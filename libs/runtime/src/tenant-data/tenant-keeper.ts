import pg from 'pg';
import { urlOfDatabase } from '../database/cell.js';
import {
  environments,
  platformTenantId,
  type Environment,
  type TenantContext,
} from '../identity/tenant-context.js';

/** Whose data: one environment of a tenant. */
export type TenantWorld = Pick<TenantContext, 'tenantId' | 'environment'>;

/** Rows of one table, such as `lending.loan`. */
export interface TableCount {
  readonly table: string;
  readonly rows: number;
}

/** How far a tenant's audit log has come. */
export interface LastSeal {
  /** Null while nothing was sealed. */
  readonly sequence: string | null;
  readonly hash: string | null;
  /** Records that wait for their seal. */
  readonly unsealed: number;
}

/** One table's rows, as lines of JSON in the order of its primary key. */
export interface TableRows {
  readonly table: string;
  readonly lines: AsyncIterable<readonly string[]>;
}

const linesAtATime = 1_000;
const auditTables = /^audit\./;

/**
 * Copies, counts and erases all that a tenant has in a database, over all services' schemas: the tables are found in the
 * catalogue, so none can be forgotten. It signs in as `fanxing_keeper`, which may call the functions of the schema `keeper` and
 * has no right on any table; row-level security binds those functions too.
 */
export class TenantKeeper {
  private constructor(
    private readonly url: string,
    private readonly pool: pg.Pool,
  ) {}

  static connect(url: string): TenantKeeper {
    const pool = new pg.Pool({ connectionString: url, max: 2, application_name: 'fanxing keeper' });
    pool.on('error', () => undefined);
    pool.on('connect', (client) => void client.on('error', () => undefined));
    return new TenantKeeper(url, pool);
  }

  /** The name of the database. */
  get database(): string {
    return decodeURIComponent(new URL(this.url).pathname.slice(1)) || 'postgres';
  }

  /** A keeper of another database of the same cluster. */
  inDatabase(name: string): TenantKeeper {
    return TenantKeeper.connect(urlOfDatabase(this.url, name));
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  /** Every table with tenants in it; what others point at comes before them. */
  async tables(): Promise<string[]> {
    const { rows } = await this.pool.query<{ name: string }>('SELECT name FROM keeper.tables()');
    return rows.map(({ name }) => name);
  }

  /** Rows of each table, the empty ones too. */
  async count({ tenantId, environment }: TenantWorld): Promise<TableCount[]> {
    const { rows } = await this.pool.query<{ name: string; rows: string }>(
      'SELECT t.name, keeper.count_rows($1, $2, t.name)::text AS rows FROM keeper.tables() AS t',
      [tenantId, environment],
    );
    return rows.map(({ name, rows: count }) => ({ table: name, rows: Number(count) }));
  }

  /** Whose the things with these ids are, by their ids; the table is one that names its rows `id` and borrowers `borrower_id`. */
  async borrowersOf(
    { tenantId, environment }: TenantWorld,
    table: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    const { rows } = await this.pool.query<{ id: string; borrower_id: string }>(
      'SELECT id, borrower_id FROM keeper.borrowers_of($1, $2, $3, $4)',
      [tenantId, environment, table, ids],
    );
    return new Map(rows.map(({ id, borrower_id: borrowerId }) => [id, borrowerId]));
  }

  /** Whether it may copy and erase here. */
  async mayWork(): Promise<boolean> {
    const { rows } = await this.pool.query<{ may: boolean }>('SELECT keeper.may_be_still() AS may');
    return rows[0]?.may === true;
  }

  /** Hands on every table's rows, or those of some, all from one snapshot. */
  async read(
    { tenantId, environment }: TenantWorld,
    take: (rows: TableRows) => Promise<void>,
    only?: readonly string[],
  ): Promise<void> {
    const tables = only ?? (await this.tables());
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      for (const table of tables) await take({ table, lines: linesOf(client, table, tenantId, environment) });
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  async lastSeal({ tenantId, environment }: TenantWorld): Promise<LastSeal> {
    const { rows } = await this.pool.query<{
      sequence: string | null;
      hash: string | null;
      unsealed: string;
    }>('SELECT sequence, hash, unsealed::text FROM keeper.last_seal($1, $2)', [tenantId, environment]);
    const [row] = rows;
    return { sequence: row?.sequence ?? null, hash: row?.hash ?? null, unsealed: Number(row?.unsealed ?? 0) };
  }

  /**
   * Takes every row away, table by table, those first that point at others; the audit log last, as it goes as a whole chain.
   * One that was cut short is finished by doing it again. Rows in the tables `kept` stay.
   */
  async erase({ tenantId, environment }: TenantWorld, kept: readonly string[] = []): Promise<void> {
    const tables = (await this.tables()).filter((name) => !auditTables.test(name) && !kept.includes(name));
    for (const table of tables.reverse())
      await this.pool.query('SELECT keeper.erase_rows($1, $2, $3)', [tenantId, environment, table]);
    await this.pool.query('SELECT audit.remove_chain($1, $2)', [tenantId, environment]);
  }

  /** Adds rows that another keeper has read. */
  async put({ tenantId, environment }: TenantWorld, table: string, lines: readonly string[]): Promise<void> {
    const rows = `[${lines.join(',')}]`;
    await this.pool.query('SELECT keeper.put_rows($1, $2, $3, $4)', [tenantId, environment, table, rows]);
  }

  /** The same in place of what is in the table of the tenant's. */
  async replace(world: TenantWorld, table: string, lines: readonly string[]): Promise<void> {
    await this.pool.query('SELECT keeper.erase_rows($1, $2, $3)', [world.tenantId, world.environment, table]);
    await this.put(world, table, lines);
  }

  /** Where the tenant's audit chain stands, for `adoptChain` in another database. */
  async chainOf({ tenantId, environment }: TenantWorld): Promise<string> {
    const { rows } = await this.pool.query<{ chain: string }>('SELECT chain FROM keeper.chain_of($1, $2)', [
      tenantId,
      environment,
    ]);
    return rows[0]?.chain ?? '{}';
  }

  async adoptChain({ tenantId, environment }: TenantWorld, chain: string): Promise<void> {
    await this.pool.query('SELECT keeper.adopt_chain($1, $2, $3)', [tenantId, environment, chain]);
  }

  /** Brings rows of the platform's own that name the tenant, such as that it has keys, from another database. */
  async adoptMentions(tenantId: string, from: TenantKeeper): Promise<void> {
    await this.eraseMentions(tenantId);
    const { rows } = await from.pool.query<{ name: string; lines: string }>(
      'SELECT name, lines FROM keeper.mentions_of($1)',
      [tenantId],
    );
    for (const { name, lines } of rows)
      await this.pool.query('SELECT keeper.put_rows($1, $2, $3, $4)', [
        platformTenantId,
        'live',
        name,
        lines,
      ]);
  }

  async eraseMentions(tenantId: string): Promise<void> {
    await this.pool.query('SELECT keeper.erase_mentions($1)', [tenantId]);
  }

  /** From now on the tenant is only read here; answers when nothing of before can write any more. */
  async hold(tenantId: TenantWorld['tenantId']): Promise<void> {
    for (const environment of environments)
      await this.pool.query('SELECT keeper.hold($1, $2)', [tenantId, environment]);
    await this.pool.query('SELECT keeper.await_writers($1)', [tenantId]);
  }

  /** From now on the tenant is in the database of that name; whoever comes here for it is sent there. */
  async pointTo(tenantId: TenantWorld['tenantId'], database: string): Promise<void> {
    await this.pool.query('SELECT keeper.point_to($1, world, $2) FROM unnest($3::text[]) AS world', [
      tenantId,
      database,
      environments,
    ]);
  }

  /** From now on the tenant is here. */
  async settleHere(tenantId: TenantWorld['tenantId']): Promise<void> {
    await this.pool.query('SELECT keeper.settle_here($1, world) FROM unnest($2::text[]) AS world', [
      tenantId,
      environments,
    ]);
  }

  /** Takes the tenant's jobs out of every queue; answers how many there were. */
  async eraseJobs(tenantId: string): Promise<number> {
    const { rows } = await this.pool.query<{ jobs: string }>('SELECT keeper.erase_jobs($1)::text AS jobs', [
      tenantId,
    ]);
    return Number(rows[0]?.jobs ?? 0);
  }
}

async function* linesOf(
  client: pg.PoolClient,
  table: string,
  tenantId: string,
  environment: Environment,
): AsyncGenerator<readonly string[]> {
  await client.query({
    text: `DECLARE tenant_rows NO SCROLL CURSOR FOR SELECT line FROM keeper.rows_of(${[
      tenantId,
      environment,
      table,
    ]
      .map(pg.escapeLiteral)
      .join(', ')})`,
  });
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`FETCH ${linesAtATime} FROM tenant_rows`);
    if (rows.length > 0) yield rows.map(({ line }) => line);
    if (rows.length < linesAtATime) break;
  }
  await client.query('CLOSE tenant_rows');
}
