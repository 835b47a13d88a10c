import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { link, open, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RootKeyError } from './root-key-error.js';
import type { RootKey, WrappedByRoot } from './root-key.js';
import { Unreadable } from './unreadable.js';

interface KeyFile {
  readonly format: 'fanxing-root-key/1';
  /** The newest is last. */
  readonly keys: readonly { readonly id: string; readonly key: string; readonly madeAt: string }[];
}

/**
 * Root keys in a file of the machine, made at the first start and readable by its owner alone. Whoever has this file and a
 * backup reads everything: the two are to be kept apart. It is read again when it has changed, so that a rotation in another
 * process is seen.
 */
export class FileRootKey implements RootKey {
  private seen: { readonly stamp: string; readonly file: KeyFile } | undefined;

  private constructor(
    private readonly path: string,
    private readonly now: () => string,
  ) {}

  /** Makes the file when there is none. Fails with a {@link RootKeyError} when others may read it, or it can not be read. */
  static async open(path: string, now: () => string): Promise<FileRootKey> {
    const root = new FileRootKey(path, now);
    if (!(await exists(path))) await createOnce(path, fileWith([], now()));
    await root.read();
    return root;
  }

  async wrap(key: Buffer, about: Buffer): Promise<WrappedByRoot> {
    const { id, key: root } = newestOf(await this.read());
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(root, 'base64'), nonce, { authTagLength: 16 });
    cipher.setAAD(about);
    const body = Buffer.concat([cipher.update(key), cipher.final(), cipher.getAuthTag()]);
    return { rootKeyId: id, wrapped: Buffer.concat([nonce, body]) };
  }

  async unwrap({ rootKeyId, wrapped }: WrappedByRoot, about: Buffer): Promise<Buffer> {
    const found = (await this.read()).keys.find(({ id }) => id === rootKeyId);
    if (!found) throw new Unreadable('ROOT_KEY_UNAVAILABLE');
    if (wrapped.length < 28) throw new Unreadable('MALFORMED');
    const root = Buffer.from(found.key, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', root, wrapped.subarray(0, 12), { authTagLength: 16 });
    decipher.setAAD(about);
    decipher.setAuthTag(wrapped.subarray(wrapped.length - 16));
    const plain = decipher.update(wrapped.subarray(12, wrapped.length - 16));
    try {
      return Buffer.concat([plain, decipher.final()]);
    } catch {
      throw new Unreadable('NOT_AUTHENTIC');
    }
  }

  async currentId(): Promise<string> {
    return newestOf(await this.read()).id;
  }

  async rotate(): Promise<string> {
    // Two at once would each write a file without the other's key, under which something may be wrapped by then.
    const lock = await lockOf(this.path);
    try {
      const file = fileWith((await this.read()).keys, this.now());
      await replace(this.path, file);
      return newestOf(file).id;
    } finally {
      await lock.close();
      await rm(`${this.path}.lock`, { force: true });
    }
  }

  close(): Promise<void> {
    this.seen = undefined;
    return Promise.resolve();
  }

  private async read(): Promise<KeyFile> {
    try {
      const { mode, mtimeMs, size, ino } = await stat(this.path);
      if ((mode & 0o077) !== 0)
        throw new RootKeyError(
          `the root key ${this.path} can be read by others than its owner`,
          `chmod 600 ${this.path}`,
        );
      const stamp = `${ino}/${mtimeMs}/${size}`;
      if (this.seen?.stamp !== stamp)
        this.seen = { stamp, file: parsed(await readFile(this.path, 'utf8'), this.path) };
      return this.seen.file;
    } catch (error) {
      if (error instanceof RootKeyError) throw error;
      throw new RootKeyError(
        `the root key ${this.path} can not be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
        'restore it: nothing that is encrypted can be opened without it',
      );
    }
  }
}

function parsed(text: string, path: string): KeyFile {
  try {
    const file = JSON.parse(text) as KeyFile;
    const isRight =
      file.format === 'fanxing-root-key/1' &&
      file.keys.length > 0 &&
      file.keys.every(({ id, key }) => id !== '' && Buffer.from(key, 'base64').length === 32);
    if (isRight) return file;
  } catch {
    // What the parser would say may quote the key.
  }
  throw new RootKeyError(`the root key ${path} is damaged`, 'restore it from where you keep its copy');
}

function newestOf({ keys }: KeyFile): KeyFile['keys'][number] {
  const newest = keys.at(-1);
  if (!newest) throw new Error('a file of root keys holds none');
  return newest;
}

function fileWith(keys: KeyFile['keys'], madeAt: string): KeyFile {
  const next = {
    id: `root-${randomBytes(8).toString('hex')}`,
    key: randomBytes(32).toString('base64'),
    madeAt,
  };
  return { format: 'fanxing-root-key/1', keys: [...keys, next] };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Two processes that start at once keep one key: a link is made by one of them only. */
async function createOnce(path: string, file: KeyFile): Promise<void> {
  const draft = await written(path, file);
  try {
    await link(draft, path);
    await syncFolder(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unwritable(path, error);
  } finally {
    await rm(draft, { force: true });
  }
}

async function replace(path: string, file: KeyFile): Promise<void> {
  await rename(await written(path, file), path);
  await syncFolder(path);
}

async function lockOf(path: string): Promise<FileHandle> {
  try {
    return await open(`${path}.lock`, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unwritable(path, error);
    throw new RootKeyError(
      `the root key ${path} is being rotated by somebody else`,
      `wait; if nobody is, remove ${path}.lock`,
    );
  }
}

/** A key must not be lost with the power when something is wrapped by it already. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(dirname(path), 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function written(path: string, file: KeyFile): Promise<string> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(file, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return draft;
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(path: string, error: unknown): RootKeyError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  return new RootKeyError(
    `the root key ${path} can not be written (${code})`,
    'name another file with FANXING_ROOT_KEY_FILE',
  );
}
