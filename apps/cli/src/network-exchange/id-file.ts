import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { NamedVertices } from '@fanxing/risk-network';
import { CliError, codeOf } from '../cli-error.js';

const format = 'fanxing-network-ids/1';

/** What stays at home when a network leaves: whose the numbers are, and what it was that left. */
export interface IdFile {
  /** SHA-256 of the manifest, in hexadecimal digits. */
  readonly manifestDigest: string;
  /** In the order in which results are written. */
  readonly ids: readonly string[];
  /** The vertex of each. */
  readonly order: Uint32Array;
}

/**
 * Writes the ids: a line that says what they belong to, then `id number` a line. Only the owner may read it, and it is never written
 * over another. Fails with status 1 where it can not be written, with 3 where an id holds the end of a line.
 */
export async function writeIdFile(file: string, named: NamedVertices, manifestDigest: string): Promise<void> {
  const digest = createHash('sha256');
  for (const piece of linesOf(named, file)) digest.update(piece);
  const head = { format, manifest: manifestDigest, ids: digest.digest('hex'), vertices: named.vertices };
  function* pieces(): Generator<string> {
    yield `# ${JSON.stringify(head)}\n`;
    yield* linesOf(named, file);
  }
  try {
    await pipeline(Readable.from(pieces()), createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(
      1,
      'FILE_UNWRITABLE',
      `it can not be written (${codeOf(error)})`,
      file,
      'name a file that is not there, in a folder that is yours',
    );
  }
}

const linesAtOnce = 4096;
/** Whatever whoever reads lines takes for the end of one. */
const lineEnd = /[\r\n\u2028\u2029]/;

function* linesOf({ order, idOf }: NamedVertices, file: string): Generator<string> {
  for (let begin = 0; begin < order.length; begin += linesAtOnce) {
    let text = '';
    for (const vertex of order.subarray(begin, begin + linesAtOnce)) {
      const id = idOf(vertex);
      if (lineEnd.test(id))
        throw new CliError(3, 'ID_UNWRITABLE', 'an id holds the end of a line', file, 'mend the id');
      text += `${id} ${vertex}\n`;
    }
    yield text;
  }
}

/** Fails with NETWORK_IDS_ALTERED where it is not as it was written, with FILE_UNREADABLE where it can not be read. */
export async function readIdFile(file: string): Promise<IdFile> {
  try {
    return await readLines(file);
  } catch (error) {
    if (error instanceof CliError || codeOf(error) === 'unknown') throw error;
    const what = `it can not be read (${codeOf(error)})`;
    throw new CliError(3, 'FILE_UNREADABLE', what, file, 'name the file that the export wrote');
  }
}

async function readLines(file: string): Promise<IdFile> {
  const hash = createHash('sha256');
  const [ids, order] = [[] as string[], [] as number[]];
  let head: ReturnType<typeof headIn> | undefined;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (head === undefined) {
      head = headIn(line, file);
      continue;
    }
    hash.update(`${line}\n`);
    const end = line.lastIndexOf(' ');
    ids.push(line.slice(0, end));
    order.push(Number(line.slice(end + 1)));
  }
  if (head === undefined || hash.digest('hex') !== head.ids)
    throw alteredIds(file, 'its ids are not as they were written');
  return { manifestDigest: head.manifest, ids, order: Uint32Array.from(order) };
}

function headIn(line: string, file: string): { readonly manifest: string; readonly ids: string } {
  try {
    const head = JSON.parse(line.slice(2)) as { format?: unknown; manifest?: unknown; ids?: unknown };
    const { manifest, ids } = head;
    if (head.format === format && typeof manifest === 'string' && typeof ids === 'string')
      return { manifest, ids };
  } catch {
    // Told below: whatever it is, it is no such file.
  }
  throw alteredIds(file, 'its first line is not that of ids');
}

function alteredIds(file: string, what: string): CliError {
  return new CliError(3, 'NETWORK_IDS_ALTERED', what, file, 'name the file that the export wrote');
}
