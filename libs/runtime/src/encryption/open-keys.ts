import { dirname, join } from 'node:path';
import { DestroyedKeys } from './destroyed-keys.js';
import { FileRootKey } from './file-root-key.js';
import type { Keys } from './key-keeper.js';

/** Where the root key is: a file, `root-key.json` in the data folder unless said otherwise. */
export interface RootKeyPlace {
  readonly file: string | undefined;
}

/** Opens the root key, which is made when there is none, and the list of destroyed keys beside it. */
export async function openKeys(dataFolder: string, { file }: RootKeyPlace, now: () => string): Promise<Keys> {
  const path = file ?? join(dataFolder, 'root-key.json');
  return {
    root: await FileRootKey.open(path, now),
    destroyed: await DestroyedKeys.open(join(dirname(path), 'destroyed-keys.ndjson')),
  };
}
