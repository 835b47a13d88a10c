import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive, worksOn } from './process-identity.js';
import { StartError } from './start-error.js';

const pollMs = 50;
const patienceMs = 5000;

/**
 * A platform that was killed leaves its server running. Whoever holds the folder's lock stops that server: politely
 * and fast first (SIGINT: ends the sessions and writes a checkpoint), then at once (SIGQUIT: the next start recovers
 * from the write-ahead log, as after a crash). Fails with a StartError if it can not be stopped.
 */
export async function stopOrphan(cluster: string, log: (message: string) => void): Promise<void> {
  const pid = postmasterPid(cluster);
  if (pid === undefined) return;
  if (isAlive(pid) && worksOn(pid, cluster)) {
    log(`stopping the database server ${pid} that an earlier, dead platform left running`);
    await stopServer(pid, cluster);
  }
  disownLockFile(cluster);
}

async function stopServer(pid: number, cluster: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    send(pid, signal, cluster);
    if (await ends(pid)) return;
  }
  throw new StartError(
    `the database server ${pid} of an earlier platform does not stop (${cluster})`,
    `end that process, then start again`,
  );
}

/**
 * PostgreSQL refuses to start while the process that postmaster.pid names exists, even if that is a zombie or an
 * unrelated process that was given the number since. It takes its own parent's number for stale, so that is what
 * we write. Removing the file would be wrong: its other lines let PostgreSQL see that backends of a killed server
 * are still at work on the data.
 */
function disownLockFile(cluster: string): void {
  const lines = postmasterLines(cluster);
  if (lines.length === 0) return;
  writeFileSync(path.join(cluster, 'postmaster.pid'), [process.pid, ...lines.slice(1)].join('\n'), {
    flush: true,
  });
}

/** The first line of postmaster.pid. */
export function postmasterPid(cluster: string): number | undefined {
  const pid = Number(postmasterLines(cluster)[0]);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}

/** Lines of postmaster.pid: process, folder, start time, port, socket folder, address, shared memory, status. */
export function postmasterLines(cluster: string): readonly string[] {
  try {
    return readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

function send(pid: number, signal: NodeJS.Signals, cluster: string): void {
  try {
    process.kill(pid, signal);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ESRCH') return;
    throw new StartError(
      `the database server ${pid} belongs to another user and still runs (${cluster})`,
      'stop it as that user, or start the platform as that user',
      { cause },
    );
  }
}

async function ends(pid: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += pollMs) {
    if (!isAlive(pid)) return true;
    await pause(pollMs);
  }
  return false;
}
