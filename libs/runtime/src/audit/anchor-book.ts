import type { KeyObject } from 'node:crypto';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Instant } from '@fanxing/kernel';
import { newAnchorKey, readPrivateKey, signAnchor, signDocument, type Anchor } from './anchor.js';
import type { Seal } from './seal.js';

const privateKeyFile = 'audit-anchor-key.pem';
const publicKeyFile = 'audit-anchor-key.pub.pem';

/** Where the anchors of a data folder stand unless configured otherwise. */
export function anchorFileOf(dataFolder: string): string {
  return join(dataFolder, 'audit-anchors.ndjson');
}

/** The public half of a data folder's key, for whoever verifies. */
export function anchorKeyOf(dataFolder: string): string {
  return join(dataFolder, publicKeyFile);
}

/**
 * The file of anchors, one a line, only ever added to. It belongs on another disk, or where files can not be changed, when
 * whoever may write the database should not be able to write it.
 */
export class AnchorBook {
  private constructor(
    private readonly file: string,
    private readonly key: KeyObject,
  ) {}

  /** Opens the book of a data folder; its key is made and kept there when there is none. */
  static async open(dataFolder: string, file = anchorFileOf(dataFolder)): Promise<AnchorBook> {
    await mkdir(dirname(file), { recursive: true });
    return new AnchorBook(file, readPrivateKey(await provideKey(dataFolder)));
  }

  /** Signs a seal and writes it down; it is on the disk when this answers. */
  async write(
    seal: Pick<Seal, 'tenantId' | 'environment' | 'sequence' | 'hash'>,
    at: Instant,
  ): Promise<Anchor> {
    const anchor = signAnchor(seal, at, this.key);
    const handle = await open(this.file, 'a', 0o600);
    try {
      // One write of one line: two processes that append do not mix theirs.
      await handle.appendFile(`${JSON.stringify(anchor)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return anchor;
  }

  /** The platform's signature on a document, such as a certificate of erasure: Ed25519 over its canonical form, base64. */
  sign(document: object): { readonly keyId: string; readonly signature: string } {
    return signDocument(document, this.key);
  }
}

/** Reads a file of anchors. Fails with the system's error when it is not there, and with its line when it is no anchor. */
export async function* readAnchors(file: string): AsyncGenerator<Anchor> {
  const handle = await open(file);
  try {
    let number = 0;
    for await (const line of createInterface({ input: handle.createReadStream({ autoClose: false }) })) {
      number += 1;
      if (line.trim() === '') continue;
      yield anchorIn(line, `${file}:${number}`);
    }
  } finally {
    await handle.close();
  }
}

function anchorIn(line: string, where: string): Anchor {
  let anchor: Partial<Anchor>;
  try {
    anchor = JSON.parse(line) as Partial<Anchor>;
  } catch {
    throw new Error(`${where} is not a line of JSON`);
  }
  for (const name of [
    'tenantId',
    'environment',
    'sequence',
    'hash',
    'anchoredAt',
    'keyId',
    'signature',
  ] as const) {
    if (typeof anchor[name] !== 'string') throw new Error(`${where} is no anchor: it has no ${name}`);
  }
  return anchor as Anchor;
}

async function provideKey(dataFolder: string): Promise<string> {
  const path = join(dataFolder, privateKeyFile);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const { privatePem, publicPem } = newAnchorKey();
  await writeFile(join(dataFolder, publicKeyFile), publicPem, { mode: 0o644, flush: true });
  await writeFile(path, privatePem, { mode: 0o600, flush: true, flag: 'wx' });
  return privatePem;
}
