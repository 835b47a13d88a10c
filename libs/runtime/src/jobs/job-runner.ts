import pg from 'pg';
import { Logger as JobLogger, run, runMigrations, type Runner } from 'graphile-worker';
import { ownerRole, type ServiceDatabase } from '../database/index.js';
import { logger, recordUnexpected } from '../telemetry/index.js';

/** What a job holds: whose it is. Never data, since the queue's tables know no tenants. */
export interface JobPayload {
  readonly tenantId: string;
  readonly environment: string;
  /** Of the one thing that it is about, where it is about one. */
  readonly id?: string;
}

export interface JobRunnerOptions {
  /** The service's connections, which the tasks use; the queue is read over some of its own, to the same database. */
  readonly pool: pg.Pool;
  /** The service's name; its queue is in the schema `job_<service>`. */
  readonly service: string;
  readonly tasks: Readonly<Record<string, (payload: JobPayload) => Promise<void>>>;
  readonly concurrency?: number;
}

/**
 * Durable work, for what must be finished though the process that began it may die: the job stands in the database with
 * what it is about, and comes due here or in another process.
 */
export class JobRunner {
  private stopping = false;
  private working: Promise<Working>;

  private constructor(
    private readonly options: JobRunnerOptions,
    first: Working,
  ) {
    this.working = Promise.resolve(first);
    this.keep(first);
  }

  static async start(options: JobRunnerOptions): Promise<JobRunner> {
    return new JobRunner(options, await begin(options));
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const working = await this.working;
    await working.runner.stop().catch(() => undefined);
    await working.runner.promise.catch(() => undefined);
    await leave(working);
  }

  /** A runner gives up when the database breaks its connections; it is started again until one stays. */
  private keep(working: Working): void {
    const ended = working.runner.promise.catch((error: unknown) => void recordUnexpected(log, error));
    void ended.then(() => {
      if (!this.stopping) this.working = this.beginAgain(working);
    });
  }

  private async beginAgain(before: Working): Promise<Working> {
    await leave(before);
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, beginAgainAfterMs));
      try {
        const working = await begin(this.options);
        this.keep(working);
        return working;
      } catch (error) {
        recordUnexpected(log, error);
      }
    }
  }
}

/** A runner in every database of the service, those that are made later too. */
export async function startJobs(
  database: ServiceDatabase,
  options: Omit<JobRunnerOptions, 'pool'>,
): Promise<{ stop: () => Promise<void> }> {
  await database.forEachDatabase(async (pool) => {
    const runner = await JobRunner.start({ ...options, pool });
    return () => runner.stop();
  });
  return { stop: () => database.endUsers() };
}

interface Working {
  readonly runner: Runner;
  /**
   * The queue's own connections. Over the service's, a job that is done could wait for one to say so until the service is
   * closed or the wait is over, and nobody would hear that it failed.
   */
  readonly queue: pg.Pool;
  /** Holds the lock that tells others that this process lives. */
  readonly presence: pg.PoolClient;
}

const beginAgainAfterMs = 1_000;
const concurrencyUnlessSaid = 8;
/** One to be present, one to listen, one to take jobs and end them. */
const queueConnectionsMin = 3;
const queuePatienceMs = 30_000;
const waitingPollMs = 20;
const log = logger('jobs');

async function begin(options: JobRunnerOptions): Promise<Working> {
  const schema = queueSchema(options.service);
  const { concurrency = concurrencyUnlessSaid } = options;
  // The library warns at each start when it could take more jobs than it may have connections.
  const queue = poolBeside(options.pool, Math.max(queueConnectionsMin, concurrency));
  const presence = await queue.connect().catch(async (error: unknown) => {
    await queue.end();
    throw error;
  });
  try {
    await freeJobsOfTheDead(presence, schema);
    const tasks = Object.entries(options.tasks).map(
      ([name, task]) => [name, (payload: unknown) => task(payload as JobPayload)] as const,
    );
    const runner = await run({
      pgPool: queue,
      schema,
      concurrency,
      pollInterval: 1_000,
      noHandleSignals: true,
      taskList: Object.fromEntries(tasks),
      logger: quietLogger(options.service),
    });
    return { runner, queue, presence };
  } catch (error) {
    presence.release(true);
    await queue.end();
    throw error;
  }
}

/** To the same server as the same role. */
function poolBeside({ options }: pg.Pool, connectionsMax: number): pg.Pool {
  const pool = new pg.Pool({
    ...options,
    // Not among what is copied: the pool hides it.
    ...(options.password !== undefined && { password: options.password }),
    max: connectionsMax,
    connectionTimeoutMillis: queuePatienceMs,
  });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
}

/** What still waits for a connection, to say that a job is done, gets one: a pool that ends serves nobody any more. */
async function leave({ queue, presence }: Working): Promise<void> {
  presence.release(true);
  const until = performance.now() + queuePatienceMs;
  while (queue.waitingCount > 0 && performance.now() < until)
    await new Promise((resolve) => setTimeout(resolve, waitingPollMs));
  await queue.end();
}

/** The schema that holds a service's queue. */
export function queueSchema(service: string): string {
  return `job_${service}`;
}

/** Creates or updates a service's queue and lets the service's role use it. */
export async function migrateJobs(adminUrl: string, service: string, role: string): Promise<void> {
  const schema = queueSchema(service);
  const pool = new pg.Pool({ connectionString: adminUrl, max: 1, options: `-c role=${ownerRole}` });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => void client.on('error', () => undefined));
  try {
    await runMigrations({ pgPool: pool, schema, logger: quietLogger(service) });
    await pool.query(openQueue(schema));
    await pool.query(`GRANT USAGE ON SCHEMA ${schema} TO ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role};
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role};
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${schema} TO ${role}`);
  } finally {
    await pool.end();
  }
}

/**
 * The library closes its tables by row security to everybody but their owner. They hold ids and know no tenants, and the
 * service that works on them is not their owner; what keeps others out are the rights on the schema.
 */
function openQueue(schema: string): string {
  return `DO $$
    DECLARE queue_table record;
    BEGIN
      FOR queue_table IN SELECT oid::regclass AS name FROM pg_class WHERE relnamespace = '${schema}'::regnamespace AND relrowsecurity LOOP
        EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', queue_table.name);
      END LOOP;
    END $$`;
}

/**
 * A process that dies leaves its jobs locked. Each live process holds a shared lock for as long as its connection
 * lives; whoever gets the lock for itself alone knows that everybody else is gone, frees what they held and lets all
 * that was put off come due now.
 */
async function freeJobsOfTheDead(presence: pg.PoolClient, schema: string): Promise<void> {
  const { rows } = await presence.query<{ alone: boolean }>(
    'SELECT pg_try_advisory_lock(hashtext($1)) AS alone',
    [schema],
  );
  if (rows[0]?.alone) {
    await presence.query(
      `SELECT ${schema}.force_unlock_workers(array(SELECT DISTINCT locked_by FROM ${schema}._private_jobs WHERE locked_by IS NOT NULL))`,
    );
    await presence.query(`UPDATE ${schema}._private_jobs SET run_at = now() WHERE run_at > now()`);
  }
  await presence.query('SELECT pg_advisory_lock_shared(hashtext($1))', [schema]);
  if (rows[0]?.alone) await presence.query('SELECT pg_advisory_unlock(hashtext($1))', [schema]);
}

function quietLogger(service: string): JobLogger {
  // The library's sentences hold what a job threw, which may hold anything: only that it spoke is written down.
  return new JobLogger(() => (level) => {
    if (level === 'error' || level === 'warning') log.warn({ service }, 'the job queue reports a problem');
  });
}
