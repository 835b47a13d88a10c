import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { canEnter, chooseServerUser, type ServerUser } from './server-user.js';
import { StartError } from './start-error.js';

/** Where the server's files really are, and whom the server runs as. */
export interface Home {
  readonly folder: string;
  /** PostgreSQL's own data directory within the folder. */
  readonly cluster: string;
  readonly user: ServerUser | undefined;
}

const pointerName = 'postgres-location';
/** Both outlast a restart of the machine, and others may pass through them. */
const shelters = ['/var/lib/fanxing', '/var/tmp/fanxing'];

/**
 * Usually the data folder itself. Where root keeps it in a place that the server's user can't enter (a clone in
 * root's home), the files go to a folder of the system instead, and a file in the data folder says to which.
 * Fails with a StartError if the folder can't be written.
 */
export function resolveHome(dataFolder: string): Home {
  const folder = writableFolder(path.resolve(dataFolder));
  const pointer = path.join(folder, pointerName);
  if (existsSync(pointer)) return shelteredHome(pointer);
  const cluster = path.join(folder, 'cluster');
  const user = chooseServerUser(cluster);
  if (!user || canEnter(user, folder)) return { folder, cluster, user };
  if (existsSync(cluster))
    throw new StartError(
      `the database's user can no longer enter its folder (${folder})`,
      `open the folders above it to that user: chmod o+x`,
    );
  const shelter = makeShelter(folder, user);
  writeFileSync(pointer, `${shelter}\n`, { mode: 0o600, flush: true });
  return { folder: shelter, cluster: path.join(shelter, 'cluster'), user };
}

/** Where the files of a data folder are, without making any; undefined if there are none. */
export function findHome(dataFolder: string): string | undefined {
  const folder = path.resolve(dataFolder);
  const pointer = path.join(folder, pointerName);
  if (existsSync(pointer)) return readFileSync(pointer, 'utf8').trim();
  return existsSync(folder) ? folder : undefined;
}

function shelteredHome(pointer: string): Home {
  const folder = readFileSync(pointer, 'utf8').trim();
  if (!existsSync(folder))
    throw new StartError(
      `the database of this data folder was kept in ${folder}, which is gone (named by ${pointer})`,
      `bring that folder back, or remove ${pointer} to begin with an empty database`,
    );
  const cluster = path.join(folder, 'cluster');
  return { folder, cluster, user: chooseServerUser(cluster) };
}

function writableFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    const probe = path.join(folder, `.writable.${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
    return realpathSync(folder);
  } catch (error) {
    throw new StartError(
      `can not write to the data folder ${folder} (${(error as NodeJS.ErrnoException).code ?? 'unknown cause'})`,
      'choose another folder with --data-dir or FANXING_DATA_DIR',
      { cause: error },
    );
  }
}

/**
 * A fresh folder each time, so that removing the data folder and starting again begins with an empty database, as
 * people expect.
 */
function makeShelter(folder: string, user: ServerUser): string {
  for (const parent of shelters) {
    try {
      mkdirSync(parent, { recursive: true, mode: 0o755 });
      if (!isOurs(parent)) continue;
      chmodSync(parent, 0o755);
      const shelter = mkdtempSync(path.join(parent, 'postgres-'));
      chmodSync(shelter, 0o755);
      if (canEnter(user, shelter)) return shelter;
      rmSync(shelter, { recursive: true });
    } catch {
      continue;
    }
  }
  throw new StartError(
    `the user that PostgreSQL runs as can not enter the data folder ${folder}, nor a folder under ${shelters.join(' or ')}`,
    'choose a data folder outside a closed home with --data-dir, start as an ordinary user, or set DATABASE_URL',
  );
}

/** Anybody may write to /var/tmp: a folder that somebody else put there first is not to be trusted with the data. */
function isOurs(folder: string): boolean {
  const found = lstatSync(folder);
  return found.isDirectory() && found.uid === process.getuid?.();
}
