import {
  DataSource,
  type EntityManager,
  type EntitySchema,
  type ObjectLiteral,
  type QueryRunner,
} from 'typeorm';
import pg from 'pg';
import { Fault, type FaultDetails, type FaultReason } from '@fanxing/kernel';
import { withSpan } from '../telemetry/index.js';
import type { TenantContext } from '../identity/tenant-context.js';
import { readTypesAsText } from './column-types.js';
import { TenantShare } from './tenant-share.js';

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

export interface ServiceDatabaseOptions {
  /** Connects as the service's own role, which owns nothing and can not bypass row-level security. */
  readonly url: string;
  readonly applicationName: string;
  readonly entities?: readonly (EntitySchema<ObjectLiteral> | (abstract new (...args: never[]) => unknown))[];
  /** Connections in the pool; more than four a core only adds waiting. */
  readonly poolSize?: number;
}

const attemptsMax = 6;
const serializationFailure = '40001';
const deadlockDetected = '40P01';
/** Our own: a function of ours ended its transaction with a fault (message: reason, detail: details, hint: path). */
const faultRaised = 'FX001';

/**
 * A service's way to its database, and the one place where tenancy is set: inside the transaction only, because
 * a pooled connection keeps what is set on its session and would hand it to the next tenant.
 */
export class ServiceDatabase {
  private constructor(
    private readonly dataSource: DataSource,
    readonly pool: pg.Pool,
    private readonly share: TenantShare,
  ) {}

  static async connect(options: ServiceDatabaseOptions): Promise<ServiceDatabase> {
    readTypesAsText();
    const poolSize = options.poolSize ?? 8;
    const dataSource = new DataSource({
      type: 'postgres',
      ...serverOf(options.url),
      applicationName: options.applicationName,
      entities: [...(options.entities ?? [])] as never[],
      poolSize,
      synchronize: false,
      logging: false,
      connectTimeoutMS: 5_000,
      // A statement may be sent before the one ahead of it is answered: a transaction opens on the way to its first.
      extra: { pipeline: true },
    });
    await dataSource.initialize();
    const pool = (dataSource.driver as unknown as { master: pg.Pool }).master;
    // An idle connection that the server closes must not end the process; the pool opens another.
    pool.on('error', () => undefined);
    // One that is closed while it is in use fails its own statement; unheard, the event would end the process too. The
    // first connection was made before we could listen for new ones.
    pool.on('connect', hearErrors);
    pool.on('acquire', hearErrors);
    return new ServiceDatabase(dataSource, pool, new TenantShare(poolSize));
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
  }

  /** Fails unless the database answers. */
  async ping(): Promise<void> {
    await this.pool.query('SELECT 1');
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
      withSpan('sql transaction', {}, () => this.within(context, () => this.once(context, work))),
    );
  }

  /** Reads one moment: whatever is committed while `work` runs, it sees nothing of it. It can not write. */
  async snapshot<T>(context: TenantContext, work: (reading: TenantReading) => Promise<T>): Promise<T> {
    const begin = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
    return withSpan('sql snapshot', {}, () => this.within(context, () => this.once(context, work, begin)));
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
      withSpan(`sql ${functionName}`, {}, () => this.within(context, () => this.pool.query<T>(statement))),
    );
    return result.rows;
  }

  /** Holds one of the connections that the tenant may have while `work` runs. */
  private async within<T>({ tenantId }: TenantContext, work: () => Promise<T>): Promise<T> {
    const place = this.share.enter(tenantId);
    if (place) await place;
    try {
      return await work();
    } finally {
      this.share.leave(tenantId);
    }
  }

  private async once<T>(
    context: TenantContext,
    work: (transaction: TenantTransaction) => Promise<T>,
    begin = 'BEGIN',
  ): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const client = (await runner.connect()) as pg.PoolClient;
    try {
      const opened = client.query(opening(context, begin));
      // A failure to open fails the first statement too, which is waited for.
      opened.catch(() => undefined);
      takesPart(runner, true);
      const result = await work(transactionOn(client, runner.manager, context));
      await opened;
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      takesPart(runner, false);
      await runner.release();
    }
  }

  private async retried<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (!asksForRetry(error)) throw faultRaisedIn(error) ?? faultInText(error) ?? error;
        if (attempt === attemptsMax) throw new Fault('WRITE_CONTENTION');
        await pause(2 ** attempt * (5 + attempt));
      }
    }
  }
}

const heard = new WeakSet<pg.PoolClient>();

/** The pool's own listener counts while a connection rests only, and is still there when this is called: ours stays. */
function hearErrors(client: pg.PoolClient): void {
  if (heard.has(client)) return;
  heard.add(client);
  client.on('error', () => undefined);
}

/** One message that begins the transaction and sets the tenant for it and nothing longer. */
function opening({ tenantId, environment }: TenantContext, begin: string): string {
  const [tenant, world] = [pg.escapeLiteral(tenantId), pg.escapeLiteral(environment)];
  return `${begin}; SELECT set_config('app.tenant_id', ${tenant}, true), set_config('app.environment', ${world}, true)`;
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

/** The parts of a connection's URL; `?host=` names the folder of a Unix socket, `?sslmode=` as PostgreSQL's own clients read it. */
function serverOf(text: string) {
  const url = new URL(text);
  const sslMode = url.searchParams.get('sslmode') ?? 'disable';
  return {
    host: url.searchParams.get('host') ?? url.hostname,
    port: Number(url.port || '5432'),
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)) || 'postgres',
    ...(sslMode === 'disable' ? {} : { ssl: { rejectUnauthorized: sslMode.startsWith('verify') } }),
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
