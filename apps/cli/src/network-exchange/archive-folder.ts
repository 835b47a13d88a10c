import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeWholeNumbers } from './parquet-columns.js';

export interface ArchivedFile {
  /** Below the folder, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

/** A folder that files are written into, each once, and that knows what it holds. */
export class ArchiveFolder {
  private readonly paths: string[] = [];

  constructor(readonly root: string) {}

  writeText(path: string, text: string): void {
    writeFileSync(this.place(path), text, { flag: 'wx' });
  }

  /** As GraphAr keeps counts: eight bytes, the lowest first. */
  writeCount(path: string, count: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(count));
    writeFileSync(this.place(path), bytes, { flag: 'wx' });
  }

  writeColumns(path: string, columns: Readonly<Record<string, Int32Array>>): void {
    writeWholeNumbers(this.place(path), columns);
  }

  /** What was written, in the order of paths. */
  async files(): Promise<ArchivedFile[]> {
    const files: ArchivedFile[] = [];
    for (const path of this.paths.sort()) {
      const place = join(this.root, path);
      files.push({ path, bytes: statSync(place).size, sha256: await digestOf(place) });
    }
    return files;
  }

  private place(path: string): string {
    this.paths.push(path);
    const place = join(this.root, path);
    mkdirSync(dirname(place), { recursive: true });
    return place;
  }
}

/** SHA-256 of a file, in hexadecimal digits. */
export async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file, { highWaterMark: 2 ** 20 })) hash.update(piece as Buffer);
  return hash.digest('hex');
}
