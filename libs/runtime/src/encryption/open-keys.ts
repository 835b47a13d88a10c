import { dirname, join } from 'node:path';
import { toEpochMs, type Instant } from '@fanxing/kernel';
import { DestroyedKeys } from './destroyed-keys.js';
import { FileRootKey } from './file-root-key.js';
import type { Keys } from './key-keeper.js';
import { Pkcs11RootKey, type Pkcs11Token } from './pkcs11-root-key.js';

/** Where the root key is: in a token when one is named, else in a file, `root-key.json` in the data folder unless named. */
export interface RootKeyPlace {
  readonly file: string | undefined;
  readonly token?: Pkcs11Token | undefined;
}

/** Opens the root key, which is made when there is none, and the list of destroyed keys beside it. */
export async function openKeys(
  dataFolder: string,
  { file, token }: RootKeyPlace,
  now: () => Instant,
): Promise<Keys> {
  const path = file ?? join(dataFolder, 'root-key.json');
  return {
    root: token ? await Pkcs11RootKey.open(token, () => toEpochMs(now())) : await FileRootKey.open(path, now),
    destroyed: await DestroyedKeys.open(join(dirname(path), 'destroyed-keys.ndjson')),
  };
}
