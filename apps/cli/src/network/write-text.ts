import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CliError, codeOf } from '../cli-error.js';

/** Writes pieces of text to a file; `-` is standard output. Fails with status 1. */
export async function writeText(path: string, pieces: Iterable<string>): Promise<void> {
  try {
    if (path === '-') {
      for (const piece of pieces) process.stdout.write(piece);
      return;
    }
    await pipeline(Readable.from(pieces), createWriteStream(path));
  } catch (error) {
    throw new CliError(
      1,
      'FILE_UNWRITABLE',
      `it can not be written (${codeOf(error)})`,
      path,
      'name a folder that is there and yours',
    );
  }
}
