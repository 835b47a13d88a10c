import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { StartError } from '@fanxing/runtime/embedded-postgres';

/** Secrets that the platform makes for itself, once for a data folder. */
export interface PlatformSecrets {
  /** Passwords of the services' database roles. */
  readonly database: string;
  /** Of the client that makes identities. */
  readonly provisioning: string;
  readonly nats: string;
  /** Passwords of the two people who run the platform: one may not approve what the other has not looked at. */
  readonly operator: string;
  readonly reviewer: string;
}

/** Makes the data folder. Fails with a StartError when it can not be written. */
export async function prepareDataFolder(folder: string): Promise<string> {
  const path = resolve(folder);
  try {
    await makeFolder(path);
    await writePrivately(join(path, '.writable'), '');
    return path;
  } catch (error) {
    throw new StartError(
      `the data folder ${path} can not be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
      'name another with --data-dir or FANXING_DATA_DIR, or make it yours',
    );
  }
}

/** Makes a folder and those above it, one at a time: the recursive call of Node never returns in /proc. */
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  await makeFolder(dirname(path));
  await mkdir(path);
}

/** The folder's secrets; made and kept when there are none. */
export async function provideSecrets(folder: string): Promise<PlatformSecrets> {
  const path = join(folder, 'secrets.json');
  try {
    return JSON.parse(await readFile(path, 'utf8')) as PlatformSecrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new StartError(`${path} can not be read`, 'restore it: the data can not be opened without it');
    }
  }
  const secret = (): string => randomBytes(32).toString('base64url');
  const secrets = {
    database: secret(),
    provisioning: secret(),
    nats: secret(),
    operator: secret(),
    reviewer: secret(),
  };
  await writePrivately(path, `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

/** Writes a file whole or not at all, readable by its owner alone. */
export async function writePrivately(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  await writeFile(draft, text, { mode: 0o600, flush: true });
  await rename(draft, path);
}
