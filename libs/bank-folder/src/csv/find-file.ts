import { stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { invalid } from '../manifest/invalid.js';

/**
 * Where a file that the manifest names stands: in the first folder that has it, as named or with `.gz` added or
 * taken away. Fails with INPUT_INVALID where none has it, or where the path leaves the folder: a manifest comes from
 * outside and must not read what was not given to it.
 */
export async function findFile(path: string, folders: readonly string[], alias: string): Promise<string> {
  const place = `bank.json/files/${alias}/path`;
  if (isAbsolute(path) || relative('/folder', join('/folder', path)).startsWith('..')) {
    throw invalid(`"${path}" leads out of the bank's folder: name a file inside it`, place);
  }
  const names = [path, path.endsWith('.gz') ? path.slice(0, -3) : `${path}.gz`];
  for (const folder of folders) {
    for (const name of names) {
      const candidate = join(folder, name);
      if (await isFile(candidate)) return candidate;
    }
  }
  throw invalid(
    `the file "${path}" is not in ${folders.join(', nor in ')}: say with --files FOLDER where the files are`,
    place,
  );
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
