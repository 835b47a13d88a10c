import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CliError, codeOf } from './cli-error.js';

export interface FolderOptions {
  readonly dataDir?: string;
}

/** The data folder that is meant: `--data-dir`, else FANXING_DATA_DIR, else `.fanxing`. */
export function dataFolderOf({ dataDir }: FolderOptions): string {
  return resolve(dataDir ?? (process.env['FANXING_DATA_DIR'] || '.fanxing'));
}

/** What the platform wrote down when it started. Of its fields only those that are used here. */
export interface PlatformFile {
  readonly pid?: number;
  readonly databaseUrl?: string;
  readonly users?: readonly { readonly username: string; readonly password: string }[];
  readonly urls?: { readonly gateway?: string; readonly issuer?: string };
}

/** Undefined when there is none. Fails with status 3 when it can not be read. */
export async function readPlatformFile(folder: string): Promise<PlatformFile | undefined> {
  const path = join(folder, 'platform.json');
  try {
    return JSON.parse(await readFile(path, 'utf8')) as PlatformFile;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new CliError(
      3,
      'PLATFORM_FILE',
      'it can not be read',
      path,
      'start the platform again to renew it',
    );
  }
}

/** DATABASE_URL, else the data folder's. Fails when there is neither. */
export async function databaseUrlOf(options: FolderOptions): Promise<string> {
  const given = process.env['DATABASE_URL'];
  if (given) return given;
  const folder = dataFolderOf(options);
  const url = (await readPlatformFile(folder))?.databaseUrl;
  if (url) return url;
  throw new CliError(
    1,
    'NO_DATABASE',
    'no platform has run here',
    join(folder, 'platform.json'),
    'set DATABASE_URL, or name the data folder with --data-dir',
  );
}
