import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.js';
import type { Home } from './home.js';
import { StartError } from './start-error.js';

/** Nothing of the caller's environment: a PGOPTIONS or PGDATA that was meant for another server must not count. */
export const serverEnvironment = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * Makes the cluster on first use and returns the superuser's password. A cluster is made under another name and
 * renamed when whole, so that a first start cut short is begun again.
 */
export async function prepareCluster(home: Home, binaries: Binaries): Promise<string> {
  const passwordFile = path.join(home.folder, 'password');
  const version = readIfThere(path.join(home.cluster, 'PG_VERSION'));
  if (version !== undefined) return passwordOf(home, passwordFile, version, binaries);
  const password = readIfThere(passwordFile) ?? newPassword(passwordFile);
  const draft = `${home.cluster}.new`;
  const given = `${home.cluster}.password`;
  rmSync(draft, { recursive: true, force: true });
  rmSync(given, { force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(given, password, { mode: 0o400 });
  if (home.user) for (const each of [draft, given]) chownSync(each, home.user.uid, home.user.gid);
  try {
    await initialise(home, binaries, draft, given);
  } finally {
    rmSync(given, { force: true });
  }
  renameSync(draft, home.cluster);
  return password;
}

function passwordOf(home: Home, passwordFile: string, version: string, binaries: Binaries): string {
  if (version !== binaries.majorVersion)
    throw new StartError(
      `the database was made by PostgreSQL ${version}, but ${binaries.majorVersion} is installed (${home.cluster})`,
      'move the data with a dump and a restore, or install the version that made it',
    );
  const password = readIfThere(passwordFile);
  if (password === undefined)
    throw new StartError(
      `the database's password is missing (${passwordFile})`,
      'bring that file back from a backup of the folder',
    );
  return password;
}

function newPassword(file: string): string {
  const password = randomBytes(32).toString('base64url');
  writeFileSync(file, password, { mode: 0o600, flag: 'wx', flush: true });
  return password;
}

/** The builtin locale sorts alike on every machine, whatever locales its system has. */
async function initialise(
  home: Home,
  binaries: Binaries,
  folder: string,
  passwordFile: string,
): Promise<void> {
  const flags = ['--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--no-instructions'];
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  try {
    await promisify(execFile)(
      binaries.initdb,
      [`--pgdata=${folder}`, `--pwfile=${passwordFile}`, ...flags, ...locale],
      { ...home.user, cwd: '/', env: serverEnvironment },
    );
  } catch (cause) {
    const output = String((cause as { stderr?: unknown }).stderr ?? cause).trim();
    throw new StartError(
      `PostgreSQL could not make its data directory in ${home.folder} (${output.split('\n').at(-1)})`,
      'check that the disk has room and that the folder is on a local file system',
      { cause },
    );
  }
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}
