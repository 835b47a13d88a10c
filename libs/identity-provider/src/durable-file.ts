import { mkdir, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';

/**
 * Replaces a file's content so that a crash at any moment leaves either the old or the new content, whole: written
 * to another name, brought to the disk, renamed, and the folder brought to the disk too.
 */
export async function writeDurably(file: string, content: string): Promise<void> {
  const draft = `${file}.new`;
  const handle = await open(draft, 'w', 0o600);
  try {
    // Whoever left a draft here may have left it open to others.
    await handle.chmod(0o600);
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  await syncFolder(path.dirname(file));
}

/** The file's content as JSON, or undefined if there is no such file. */
export async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`can not read ${file}: bring it back from a backup, or remove it to begin anew`, {
      cause: error,
    });
  }
}

/** Makes the folder if it is missing, closed to other users. Fails naming the folder if it can't be made. */
export async function makePrivateFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown cause';
    throw new Error(
      `can not write to the identity provider's folder ${folder} (${code}): choose another folder`,
      {
        cause: error,
      },
    );
  }
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
