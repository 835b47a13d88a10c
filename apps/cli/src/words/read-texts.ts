import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { CliError, codeOf } from '../cli-error.js';
import { nameOf } from '../input-document.js';
import { parseJson } from '../strategy/read-file.js';

/** Bytes where a file is one text: whether they are UTF-8 is for the reader of texts to say. */
export type GivenText = string | Uint8Array;

/**
 * The texts of a file: `.json` is a list, `.ndjson` a text a line, anything else one text. Fails with status 3 where it can not be
 * read, or an item is no text.
 */
export async function readTexts(file: string): Promise<GivenText[]> {
  const bytes = await readBytes(file);
  const kind = extname(file).toLowerCase();
  if (kind === '.ndjson') {
    const lines = utf8(bytes, file).split('\n');
    return lines.flatMap((line, at) =>
      line.trim() === '' ? [] : [textOf(parseJson(line, `${file}:${at + 1}`), `${file}:${at + 1}`)],
    );
  }
  if (kind !== '.json') return [bytes];
  const list = parseJson(utf8(bytes, file), file);
  if (Array.isArray(list)) return list.map((item, at) => textOf(item, `${file}, item ${at + 1}`));
  throw new CliError(3, 'TEXT_EXPECTED', 'it is no list of texts', file, 'give ["…", {"text":"…"}]');
}

function textOf(item: unknown, where: string): string {
  const text = typeof item === 'object' && item !== null ? (item as { text?: unknown }).text : item;
  if (typeof text === 'string') return text;
  throw new CliError(3, 'TEXT_EXPECTED', 'there is no text', where, 'give "…" or {"text":"…"}');
}

/** JSON is UTF-8 by definition; a wrong byte must not become a sign that stands for it. */
function utf8(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CliError(3, 'TEXT_UNREADABLE', 'it is not UTF-8', file, 'save the file as UTF-8');
  }
}

/** The bytes of a file, or of standard input for `-`. Fails with status 3 where it can not be read. */
export async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await (file === '-' ? buffer(process.stdin) : readFile(file));
  } catch (error) {
    throw new CliError(
      3,
      'FILE_UNREADABLE',
      `the file can not be read: ${codeOf(error)}`,
      nameOf(file),
      'name a file that is there',
    );
  }
}
