import { open, type FileHandle } from 'node:fs/promises';
import { CliError, codeOf } from '../cli-error.js';

/** What is sent, as a stream of bytes that can be read again from anywhere. */
export interface UploadContent {
  /** Some bytes from an offset on, and whether the content ends with them. */
  read(from: number): Promise<{ readonly bytes: Buffer; readonly isLast: boolean }>;
  close(): Promise<void>;
}

const chunkBytes = 4 * 1024 * 1024;

/** A file as it is. */
export class FileContent implements UploadContent {
  private readonly buffer = Buffer.alloc(chunkBytes);

  constructor(
    private readonly file: FileHandle,
    private readonly size: number,
  ) {}

  async read(from: number): Promise<{ bytes: Buffer; isLast: boolean }> {
    const { bytesRead } = await this.file.read(this.buffer, 0, chunkBytes, from);
    return { bytes: this.buffer.subarray(0, bytesRead), isLast: from + bytesRead >= this.size };
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

export async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw new CliError(
      3,
      'FILE_UNREADABLE',
      `it can not be read (${codeOf(error)})`,
      path,
      'name another file',
    );
  }
}
