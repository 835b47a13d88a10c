import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);
const folder = join(import.meta.dirname, 'limit');
const database = 'reference';
const password = 'reference';

/** How many durable drawdowns, or decisions, a second the same cluster does for a program in C that has nothing else to do. */
export type LimitKind = keyof typeof scripts;

const scripts = {
  statements: 'draw-statements.pgbench',
  function: 'draw-function.pgbench',
  decision: 'decision.pgbench',
} as const;

/**
 * The machine's limits, measured on the platform's own cluster by pgbench (Debian: apt-get install postgresql-contrib or
 * postgresql) in a database beside the platform's. Fails with what to install when pgbench is missing.
 */
export class MachineLimit {
  private constructor(
    private readonly server: URL,
    private readonly pgbench: string,
  ) {}

  static async prepare(databaseUrl: string): Promise<MachineLimit> {
    const pgbench = await findPgbench();
    const server = new URL(databaseUrl);
    await asAdmin(server.href, [
      `CREATE ROLE reference_program LOGIN PASSWORD '${password}'`,
      `CREATE DATABASE ${database}`,
    ]);
    server.pathname = `/${database}`;
    await asAdmin(server.href, [readFileSync(join(folder, 'schema.sql'), 'utf8')]);
    const limit = new MachineLimit(server, pgbench);
    // Statistics of empty tables give prepared plans that read whole tables, and so too low a limit.
    await limit.measure('function', 4, 8);
    await asAdmin(server.href, ['VACUUM ANALYZE']);
    return limit;
  }

  /** Transactions a second over `seconds`, with so many connections. */
  async measure(kind: LimitKind, seconds: number, connections: number): Promise<number> {
    const { hostname, port, searchParams } = this.server;
    const { stdout } = await run(
      this.pgbench,
      ['-n', '-M', 'prepared', '-c', String(connections), '-j', '2', '-T', String(seconds)].concat([
        '-f',
        join(folder, scripts[kind]),
        database,
      ]),
      {
        env: {
          ...process.env,
          PGHOST: searchParams.get('host') ?? hostname,
          PGPORT: port,
          PGUSER: 'reference_program',
          PGPASSWORD: password,
        },
      },
    );
    const rate = /^tps = ([\d.]+)/m.exec(stdout)?.[1];
    if (rate === undefined) throw new Error(`pgbench told no rate: ${stdout}`);
    return Number(rate);
  }
}

async function findPgbench(): Promise<string> {
  for (const candidate of ['pgbench', '/usr/lib/postgresql/15/bin/pgbench']) {
    const found = await run(candidate, ['--version']).then(
      () => true,
      () => false,
    );
    if (found) return candidate;
  }
  throw new Error(
    'pgbench measures the limit and is missing: install it (Debian: apt-get install postgresql)',
  );
}

async function asAdmin(connectionString: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
