import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { CliError, codeOf } from './cli-error.js';

/** The JSON document of a file, or of standard input for `-`. Fails with status 2 when there is no such file, 3 when it is not JSON. */
export async function readDocument(file: string): Promise<unknown> {
  const written = await read(file);
  try {
    return JSON.parse(written) as unknown;
  } catch {
    throw new CliError(
      3,
      'NOT_JSON',
      'the input is not a JSON document',
      nameOf(file),
      'see --help for its shape',
    );
  }
}

/** How messages call a file. */
export function nameOf(file: string): string {
  return file === '-' ? 'standard input' : file;
}

async function read(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CliError(
      2,
      'NO_FILE',
      `the file can not be read: ${codeOf(error)}`,
      file,
      'name a file that can be read, or -',
    );
  }
}
