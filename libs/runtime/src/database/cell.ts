import { DataSource, type EntitySchema, type ObjectLiteral } from 'typeorm';
import type pg from 'pg';
import { readTypesAsText } from './column-types.js';
import { TenantShare } from './tenant-share.js';

export interface CellOptions {
  /** Connects as the service's own role, which owns nothing and can not bypass row-level security. */
  readonly url: string;
  readonly applicationName: string;
  readonly entities?: readonly (EntitySchema<ObjectLiteral> | (abstract new (...args: never[]) => unknown))[];
  /** Connections in the pool; more than four a core only adds waiting. */
  readonly poolSize?: number;
}

/** One database with a service's connections to it: the shared one, or one that a tenant has for itself. */
export interface Cell {
  readonly name: string;
  readonly dataSource: DataSource;
  readonly pool: pg.Pool;
  readonly share: TenantShare;
}

export async function openCell(options: CellOptions): Promise<Cell> {
  readTypesAsText();
  const poolSize = options.poolSize ?? 8;
  const server = serverOf(options.url);
  const dataSource = new DataSource({
    type: 'postgres',
    ...server,
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
  return { name: server.database, dataSource, pool, share: new TenantShare(poolSize) };
}

/** The address of another database of the same cluster. */
export function urlOfDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(name)}`;
  return other.href;
}

const heard = new WeakSet<pg.PoolClient>();

/** The pool's own listener counts while a connection rests only, and is still there when this is called: ours stays. */
function hearErrors(client: pg.PoolClient): void {
  if (heard.has(client)) return;
  heard.add(client);
  client.on('error', () => undefined);
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
