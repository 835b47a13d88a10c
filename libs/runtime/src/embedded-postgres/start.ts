import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { provideBinaries } from './binaries.js';
import { prepareCluster } from './cluster.js';
import { lockFolder } from './folder-lock.js';
import { findHome, resolveHome } from './home.js';
import { stopOrphan } from './orphan.js';
import { startServer } from './server.js';

export interface EmbeddedPostgresOptions {
  /** Where the database lives: made if missing, kept between starts. */
  readonly folder: string;
  /** Told, one sentence a call, what a person who waits would want to know. */
  readonly log?: (message: string) => void;
}

export interface EmbeddedPostgres {
  /** For the superuser `postgres`, to the database `postgres`; with the password, so not for a log. */
  readonly superuserUrl: string;
  /** Another one at every start. */
  readonly port: number;
  /** Where the server can be reached more cheaply from this machine; undefined where that is not possible. */
  readonly socketFolder: string | undefined;
  /** Stops the server in order and gives the folder up. To be called on SIGTERM and SIGINT too; twice does no harm. */
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL for people who have none: the programs come with npm, the data stay in a folder. Works as an
 * ordinary user and as root. A server that a killed platform left behind is stopped and its data recovered.
 * Fails with a {@link StartError} that says what to do.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const home = resolveHome(options.folder);
  const release = lockFolder(home.folder);
  try {
    await stopOrphan(home.cluster, log);
    const binaries = provideBinaries(home.folder, home.user);
    const password = await prepareCluster(home, binaries);
    const server = await startServer(home, binaries);
    let stopping: Promise<void> | undefined;
    return {
      superuserUrl: `postgres://postgres:${password}@127.0.0.1:${server.port}/postgres`,
      port: server.port,
      socketFolder: server.socketFolder,
      stop: () => (stopping ??= server.stop().finally(release)),
    };
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * Removes a database with all its data, wherever it is kept: removing the data folder alone would leave behind what
 * was moved out of a closed one. Fails with a StartError if a platform uses it.
 */
export async function removeEmbeddedPostgres(
  folder: string,
  log: (message: string) => void = () => undefined,
) {
  const home = findHome(folder);
  if (home === undefined) return;
  if (existsSync(home)) {
    lockFolder(home);
    await stopOrphan(path.join(home, 'cluster'), log);
  }
  for (const each of new Set([home, folder])) rmSync(each, { recursive: true, force: true });
}
