import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { StartError } from './start-error.js';

/** Whom the server runs as. PostgreSQL refuses to run as root, so root has to name somebody else. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The user for a server whose files are in `cluster`: ourselves (undefined) unless we are root; then the owner of
 * the files if there are any, else the system's user `postgres`, which is made where it is missing.
 */
export function chooseServerUser(cluster: string, name = 'postgres'): ServerUser | undefined {
  const owner = statSync(cluster, { throwIfNoEntry: false });
  const self = process.getuid?.();
  if (self !== 0) {
    if (owner && self !== undefined && owner.uid !== self)
      throw new StartError(
        `the database belongs to the user with number ${owner.uid} (${cluster})`,
        'start as that user or as root, or choose another folder with --data-dir',
      );
    return undefined;
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return findUser(name) ?? createUser(name);
}

/** Can this user enter a folder? Asked of the system itself, because mode bits do not tell all. */
export function canEnter(user: ServerUser | undefined, folder: string): boolean {
  const probe = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...user, cwd: '/', stdio: 'ignore' });
  return probe.status === 0;
}

/** Can this user read and run a file? */
export function canRun(user: ServerUser | undefined, file: string): boolean {
  const probe = spawnSync('/bin/sh', ['-c', 'test -r "$1" && test -x "$1"', 'sh', file], {
    ...user,
    cwd: '/',
    stdio: 'ignore',
  });
  return probe.status === 0;
}

function findUser(name: string): ServerUser | undefined {
  try {
    return { uid: numberOf('-u', name), gid: numberOf('-g', name) };
  } catch {
    return undefined;
  }
}

function numberOf(flag: '-u' | '-g', name: string): number {
  return Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

function createUser(name: string): ServerUser {
  const flags = ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent'];
  let cause: unknown;
  try {
    execFileSync('useradd', [...flags, '--shell', '/usr/sbin/nologin', name], { stdio: 'ignore' });
  } catch (error) {
    cause = error;
  }
  const user = findUser(name);
  if (user) return user;
  throw new StartError(
    `PostgreSQL can not run as root, and the system user "${name}" could not be made`,
    `create it (useradd --system ${name}), start as an ordinary user, or set DATABASE_URL`,
    { cause },
  );
}
