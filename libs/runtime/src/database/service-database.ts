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

export type Row = Record<string, unknown>;

/** One transaction in which the database shows and accepts a single tenant's environment only. */
export interface TenantTransaction {
  readonly context: TenantContext;
  /** TypeORM's door for everyday reads and writes. */
  readonly manager: EntityManager;
  /** A statement in SQL; `name` appears in traces. */
  query<T extends Row = Row>(name: string, sql: string, parameters?: readonly unknown[]): Promise<T[]>;
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
  ) {}

  static async connect(options: ServiceDatabaseOptions): Promise<ServiceDatabase> {
    readTypesAsText();
    const dataSource = new DataSource({
      type: 'postgres',
      url: options.url,
      applicationName: options.applicationName,
      entities: [...(options.entities ?? [])] as never[],
      poolSize: options.poolSize ?? 8,
      synchronize: false,
      logging: false,
      connectTimeoutMS: 5_000,
    });
    await dataSource.initialize();
    const pool = (dataSource.driver as unknown as { master: pg.Pool }).master;
    // An idle connection that the server closes must not end the process; the pool opens another.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => void client.on('error', () => undefined));
    return new ServiceDatabase(dataSource, pool);
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
    return this.retried(() => this.once(context, work));
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
      withSpan(`sql ${functionName}`, {}, () => this.pool.query<T>(statement)),
    );
    return result.rows;
  }

  private async once<T>(
    context: TenantContext,
    work: (transaction: TenantTransaction) => Promise<T>,
  ): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      await runner.query(
        "SELECT set_config('app.tenant_id', $1, true), set_config('app.environment', $2, true)",
        [context.tenantId, context.environment],
      );
      const result = await work(transactionOn(runner, context));
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }

  private async retried<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (!asksForRetry(error)) throw faultRaisedIn(error) ?? error;
        if (attempt === attemptsMax) throw new Fault('WRITE_CONTENTION');
        await pause(2 ** attempt * (5 + attempt));
      }
    }
  }
}

function transactionOn(runner: QueryRunner, context: TenantContext): TenantTransaction {
  return {
    context,
    manager: runner.manager,
    query: <T extends Row>(name: string, sql: string, parameters: readonly unknown[] = []) =>
      withSpan(
        `sql ${name}`,
        {},
        async () => (await runner.query(sql, [...parameters], true)).records as T[],
      ),
  };
}

function asksForRetry(error: unknown): boolean {
  const code = (error as { code?: string }).code;
  return code === serializationFailure || code === deadlockDetected;
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
