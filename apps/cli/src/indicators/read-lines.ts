import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { CliError, codeOf } from '../cli-error.js';

export interface Line {
  readonly text: string;
  /** The file and the number of the line. */
  readonly where: string;
}

/** The lines of a file that are not empty, or of standard input for `-`. Fails with status 3 where it can not be read. */
export async function* readLines(path: string): AsyncGenerator<Line> {
  const input = path === '-' ? process.stdin : createReadStream(path);
  let number = 0;
  try {
    for await (const text of createInterface({ input, crlfDelay: Infinity })) {
      number += 1;
      if (text.trim() !== '') yield { text, where: `${path}:${number}` };
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(3, 'NOT_READ', `it can not be read (${codeOf(error)})`, path, 'name another file');
  }
}
