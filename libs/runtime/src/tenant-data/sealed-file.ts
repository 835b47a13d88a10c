import { open, type FileHandle } from 'node:fs/promises';
import type { DataKey } from '../encryption/index.js';

/** Whose file it is and which: with another it does not open. */
export interface FilePlace {
  readonly tenantId: string;
  readonly environment: string;
  readonly fileId: string;
}

/** What a part holds in the clear; the last holds the rest, and knows that it is the last: nobody can cut a file short. */
export const filePartBytes = 256 * 1_024;

/**
 * Writes a file that is encrypted from its first byte on, in parts of one size, so that it can be read from anywhere in it and
 * nothing of it ever stands on the disk in the clear. Readable by its owner alone.
 */
export class SealedFileWriter {
  private readonly waiting: Buffer[] = [];
  private waitingBytes = 0;
  private parts = 0;
  private written = 0;

  private constructor(
    private readonly file: FileHandle,
    private readonly key: DataKey,
    private readonly place: FilePlace,
  ) {}

  static async create(path: string, key: DataKey, place: FilePlace): Promise<SealedFileWriter> {
    return new SealedFileWriter(await open(path, 'w', 0o600), key, place);
  }

  async write(bytes: Buffer): Promise<void> {
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    // One part is kept back: it may be the last.
    while (this.waitingBytes > filePartBytes) await this.writePart(filePartBytes, false);
  }

  /** Answers how many bytes are in the file, in the clear. */
  async end(): Promise<number> {
    await this.writePart(this.waitingBytes, true);
    await this.file.sync();
    await this.file.close();
    return this.written;
  }

  /** Closes a file that came to nothing. */
  async abandon(): Promise<void> {
    await this.file.close().catch(() => undefined);
  }

  private async writePart(length: number, isLast: boolean): Promise<void> {
    const all = Buffer.concat(this.waiting);
    this.waiting.length = 0;
    if (all.length > length) this.waiting.push(all.subarray(length));
    this.waitingBytes = all.length - length;
    await this.file.appendFile(
      this.key.seal(all.subarray(0, length), partPlace(this.place, this.parts, isLast)),
    );
    this.parts += 1;
    this.written += length;
  }
}

/**
 * One part of such a file, in the clear; `bytes` is what all of it holds. Fails with `Unreadable` when it is not what was written
 * there.
 */
export async function readSealedPart(
  path: string,
  key: DataKey,
  place: FilePlace,
  bytes: number,
  part: number,
): Promise<Buffer> {
  const parts = partsOf(bytes);
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const overhead = (size - bytes) / parts;
    const sealed = Buffer.alloc(Math.min(filePartBytes, bytes - part * filePartBytes) + overhead);
    await file.read(sealed, 0, sealed.length, part * (filePartBytes + overhead));
    return key.open(sealed, partPlace(place, part, part === parts - 1));
  } finally {
    await file.close();
  }
}

/** How many parts a file of so many bytes has. */
export function partsOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / filePartBytes));
}

function partPlace({ tenantId, environment, fileId }: FilePlace, part: number, isLast: boolean) {
  return {
    tenantId,
    environment,
    table: 'file',
    column: `${isLast ? 'last part' : 'part'} ${part}`,
    rowId: fileId,
  };
}
