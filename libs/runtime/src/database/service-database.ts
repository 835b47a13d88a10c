import type { EntityManager, QueryRunner } from 'typeorm';
import pg from 'pg';
import { Fault, type FaultDetails, type FaultReason } from '@fanxing/kernel';
import { withSpan } from '../telemetry/index.js';
import type { TenantContext } from '../identity/tenant-context.js';
import type { Cell, CellOptions } from './cell.js';
import { Cells, type DatabaseUser } from './cells.js';

export type Row = Record<string, unknown>;

/** A tenant's environment as one transaction shows it: for stores that only read. */
export interface TenantReading {
  readonly context: TenantContext;
  /** A statement in SQL; `name` appears in traces. */
  query<T extends Row = Row>(name: string, sql: string, parameters?: readonly unknown[]): Promise<T[]>;
}

/** One transaction in which the database shows and accepts a single tenant's environment only. */
export interface TenantTransaction extends TenantReading {
  /** TypeORM's door for everyday reads and writes. */
  readonly manager: EntityManager;
}

export type ServiceDatabaseOptions = CellOptions;

const attemptsMax = 6;
const readOnly = '25006';
const moveWaitMs = 5_000;
const moveAgainMs = 50;
const serializationFailure = '40001';
const deadlockDetected = '40P01';
/** Our own: a function of ours ended its transaction with a fault (message: reason, detail: details, hint: path). */
const faultRaised = 'FX001';

/**
 * A service's way to its database, and the one place where tenancy is set: inside the transaction only, because
 * a pooled connection keeps what is set on its session and would hand it to the next tenant.
 */
export class ServiceDatabase {
  private constructor(private readonly cells: Cells) {}

  static async connect(options: ServiceDatabaseOptions): Promise<ServiceDatabase> {
    return new ServiceDatabase(await Cells.connect(options));
  }

  async close(): Promise<void> {
    await this.cells.close();
  }

  /** Connections to the shared database. */
  get pool(): pg.Pool {
    return this.cells.home.pool;
  }

  /** Fails unless the database answers. */
  async ping(): Promise<void> {
    await this.pool.query('SELECT 1');
  }

  /** Lets `use` work in every database, those that are made later too, until what it answers is called. */
  async forEachDatabase(use: DatabaseUser): Promise<void> {
    await this.cells.forEach(use);
  }

  /** Ends what works in the databases. */
  async endUsers(): Promise<void> {
    await this.cells.endUsers();
  }

  /**
   * Asks every database the same, and answers all rows: for work that looks for tenants who wait for it. A tenant's own database
   * that does not answer keeps no other tenant waiting; fails when the shared one does not.
   */
  async everywhere<T extends Row = Row>(name: string, text: string): Promise<T[]> {
    const [home, ...own] = await Promise.allSettled(
      (await this.cells.all()).map(({ pool }) => pool.query<T>({ name, text })),
    );
    if (home?.status === 'rejected') throw home.reason;
    return [home, ...own].flatMap((asked) => (asked?.status === 'fulfilled' ? asked.value.rows : []));
  }

  /** The name of the tenant's own database; undefined while it is in the shared one. Asked of the databases themselves. */
  async ownDatabaseOf(context: TenantContext): Promise<string | undefined> {
    const name = await this.transaction(context, async ({ query }) => {
      const [row] = await query<{ name: string }>('which database', 'SELECT current_database() AS name');
      return row?.name;
    });
    return name === this.cells.home.name ? undefined : name;
  }

  /**
   * Runs `work` in one transaction of the tenant, and again (a bounded number of times, with growing pauses) when
   * PostgreSQL asks for it. `work` must therefore have no effect outside the database.
   */
  async transaction<T>(
    context: TenantContext,
    work: (transaction: TenantTransaction) => Promise<T>,
  ): Promise<T> {
    return this.retried(() =>
      withSpan('sql transaction', {}, () => this.within(context, (cell) => once(cell, context, work))),
    );
  }

  /** Reads one moment: whatever is committed while `work` runs, it sees nothing of it. It can not write. */
  async snapshot<T>(context: TenantContext, work: (reading: TenantReading) => Promise<T>): Promise<T> {
    const begin = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
    return withSpan('sql snapshot', {}, () =>
      this.within(context, (cell) => once(cell, context, work, begin)),
    );
  }

  /**
   * One round trip for a hot path: calls a function of ours whose first two parameters are the tenant and the
   * environment, which it sets for its own transaction before it touches a row. Answers its rows.
   */
  async call<T extends Row = Row>(
    context: TenantContext,
    functionName: string,
    parameters: readonly unknown[],
  ): Promise<T[]> {
    const places = ['$1', '$2', ...parameters.map((_, index) => `$${index + 3}`)].join(', ');
    const statement = {
      name: functionName,
      text: `SELECT * FROM ${functionName}(${places})`,
      values: [context.tenantId, context.environment, ...parameters],
    };
    const result = await this.retried(() =>
      withSpan(`sql ${functionName}`, {}, () => this.within(context, ({ pool }) => pool.query<T>(statement))),
    );
    return result.rows;
  }

  /** Holds one of the connections that the tenant may have while `work` runs in the database where the tenant is. */
  private within<T>({ tenantId }: TenantContext, work: (cell: Cell) => Promise<T>): Promise<T> {
    return this.cells.within(tenantId, async (cell) => {
      const place = cell.share.enter(tenantId);
      if (place) await place;
      try {
        return await work(cell);
      } finally {
        cell.share.leave(tenantId);
      }
    });
  }

  private async retried<T>(work: () => Promise<T>): Promise<T> {
    const startedMs = performance.now();
    for (let attempt = 1; ;) {
      try {
        return await work();
      } catch (error) {
        if ((error as { code?: string }).code === readOnly) {
          // The tenant is being moved, which takes seconds: its writes wait.
          if (performance.now() - startedMs > moveWaitMs) throw new Fault('TENANT_MOVING');
          await pause(moveAgainMs);
          continue;
        }
        if (!asksForRetry(error)) throw faultRaisedIn(error) ?? faultInText(error) ?? error;
        if (attempt === attemptsMax) throw new Fault('WRITE_CONTENTION');
        await pause(2 ** attempt * (5 + attempt));
        attempt += 1;
      }
    }
  }
}

async function once<T>(
  { dataSource }: Cell,
  context: TenantContext,
  work: (transaction: TenantTransaction) => Promise<T>,
  begin = 'BEGIN',
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  const client = (await runner.connect()) as pg.PoolClient;
  // Its failure fails the first statement too, which then says less: this one is told.
  let refusal: Error | undefined;
  const opened = client.query(opening(context, begin)).catch((error: Error) => void (refusal = error));
  try {
    takesPart(runner, true);
    const result = await work(transactionOn(client, runner.manager, context));
    await opened;
    if (refusal !== undefined) throw refusal;
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await opened;
    await client.query('ROLLBACK').catch(() => undefined);
    throw refusal ?? error;
  } finally {
    takesPart(runner, false);
    await runner.release();
  }
}

/** One message that begins the transaction and sets the tenant for it and nothing longer; refused where the tenant is not. */
function opening({ tenantId, environment }: TenantContext, begin: string): string {
  return `${begin}; SELECT foundation.enter(${pg.escapeLiteral(tenantId)}, ${pg.escapeLiteral(environment)})`;
}

/** Makes TypeORM work inside the transaction that we have begun instead of beginning its own. */
function takesPart(runner: QueryRunner, isTransactionActive: boolean): void {
  Object.assign(runner, { isTransactionActive });
}

const statementNames = new Map<string, string>();

/** A name for each text, so that a connection prepares it once. The texts are our own and few. */
function statementName(text: string): string {
  let name = statementNames.get(text);
  if (name === undefined) {
    name = `statement_${statementNames.size}`;
    statementNames.set(text, name);
  }
  return name;
}

function transactionOn(
  client: pg.PoolClient,
  manager: EntityManager,
  context: TenantContext,
): TenantTransaction {
  return {
    context,
    manager,
    query: <T extends Row>(name: string, text: string, parameters: readonly unknown[] = []) =>
      withSpan(
        `sql ${name}`,
        {},
        async () =>
          (await client.query<T>({ name: statementName(text), text, values: [...parameters] })).rows,
      ),
  };
}

function asksForRetry(error: unknown): boolean {
  const code = (error as { code?: string }).code;
  return code === serializationFailure || code === deadlockDetected;
}

/** Text that PostgreSQL can not hold: a zero character, half of a surrogate pair. */
const unstorable = new Set(['22021', '22P02', '22P05']);

function faultInText(error: unknown): Fault | undefined {
  const { code, message, detail } = error as { code?: string; message?: string; detail?: string };
  const isText =
    code !== undefined &&
    unstorable.has(code) &&
    /byte sequence|unicode|surrogate|\\u0000/i.test(`${message} ${detail}`);
  return isText
    ? new Fault('INPUT_INVALID', { problem: 'a text holds a character that can not be kept, such as U+0000' })
    : undefined;
}

function faultRaisedIn(error: unknown): Fault | undefined {
  const { code, message, detail, hint } = error as {
    code?: string;
    message: string;
    detail?: string;
    hint?: string;
  };
  if (code !== faultRaised) return undefined;
  return Fault.fromJSON({
    reason: message as FaultReason,
    details: JSON.parse(detail ?? '{}') as FaultDetails,
    ...(hint ? { path: hint } : {}),
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
