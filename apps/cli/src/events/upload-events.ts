import { createHash } from 'node:crypto';
import { open, writeFile, type FileHandle } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AlreadyTold, CliError, codeOf } from '../cli-error.js';
import { printJson, printLine, progressOf } from '../output.js';
import type { FolderOptions } from '../platform-folder.js';
import { askAt, openDoor, type Door } from '../tenant/operator-api.js';

export interface UploadOptions extends FolderOptions {
  readonly tokenFile: string;
  readonly source: string;
  readonly format?: 'ndjson' | 'csv';
  readonly rejected?: string;
  readonly json?: boolean;
}

interface Upload {
  readonly id: string;
  readonly path: string;
  readonly status: 'OPEN' | 'DONE';
  readonly receivedBytes: number;
  readonly rows: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly contradictions: number;
}

interface RejectedRow {
  readonly row: number;
}

const selection = 'id path status receivedBytes rows accepted duplicates rejected contradictions';
const chunkBytes = 4 * 1024 * 1024;
const attemptsMax = 5;
const rejectedAtOnce = 1_000;
const formats: Readonly<Record<string, string>> = { '.ndjson': 'NDJSON', '.jsonl': 'NDJSON', '.csv': 'CSV' };

/** Sends a file of events part by part and says what came of it; ends with status 3 when some rows were not taken. */
export async function uploadEvents(path: string, options: UploadOptions): Promise<void> {
  const format = options.format?.toUpperCase() ?? formats[extname(path).toLowerCase()];
  if (format === undefined)
    throw new CliError(2, 'FORMAT_UNKNOWN', 'its ending does not say what it is', path, 'use --format');
  const file = await openFile(path);
  try {
    const door = await openDoor({ ...options, as: '' });
    const { size, mtimeMs } = await file.stat();
    const digest = createHash('sha256')
      .update(`${basename(path)} ${size} ${mtimeMs}`)
      .digest('hex');
    const upload = await begun(door, { idempotencyKey: `file ${digest}`, source: options.source, format });
    const done = await sendFrom(door, file, size, upload);
    if (options.rejected !== undefined) await writeRejected(door, done, options.rejected);
    tell(done, path, options);
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
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

async function begun(door: Door, input: Record<string, unknown>): Promise<Upload> {
  const mutation = `mutation ($input: BeginEventUploadInput!) { beginEventUpload(input: $input) { ${selection} } }`;
  const { beginEventUpload } = await askAt<{ beginEventUpload: Upload }>(door, mutation, { input });
  return found(door, beginEventUpload.id);
}

async function found(door: Door, id: string): Promise<Upload> {
  const query = `query ($id: ID!) { eventUpload(id: $id) { ${selection} } }`;
  return (await askAt<{ eventUpload: Upload }>(door, query, { id })).eventUpload;
}

/** Sends what the platform does not have yet. A part whose answer was lost is asked after, not sent again. */
async function sendFrom(door: Door, file: FileHandle, size: number, from: Upload): Promise<Upload> {
  const progress = progressOf(
    (bytes) => `${bytes.toLocaleString('en')} of ${size.toLocaleString('en')} bytes sent …`,
  );
  const buffer = Buffer.alloc(chunkBytes);
  let upload = from;
  for (let attempt = 1; upload.status === 'OPEN';) {
    const { bytesRead } = await file.read(buffer, 0, chunkBytes, upload.receivedBytes);
    const isLast = upload.receivedBytes + bytesRead >= size;
    try {
      await send(door, upload, buffer.subarray(0, bytesRead), isLast);
      attempt = 1;
    } catch (error) {
      if (error instanceof CliError) throw error;
      if (attempt === attemptsMax) {
        const what = `the connection broke off (${codeOf(error)})`;
        throw new CliError(
          1,
          'UPLOAD_BROKEN_OFF',
          what,
          upload.id,
          'run the command again: it goes on from there',
        );
      }
      await pause(2 ** attempt * 250);
      attempt += 1;
    }
    upload = await found(door, upload.id);
    progress(upload.receivedBytes);
  }
  return upload;
}

async function send(
  { gateway, token }: Door,
  { path, receivedBytes }: Upload,
  body: Buffer,
  isLast: boolean,
): Promise<void> {
  const response = await fetch(`${gateway}${path}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/octet-stream',
      'upload-offset': String(receivedBytes),
      ...(isLast && { 'upload-complete': '?1' }),
    },
    body: new Uint8Array(body),
  });
  const answer = (await response.json()) as {
    readonly errors?: readonly { message: string; extensions?: { code?: string; reason?: string } }[];
  };
  const { message, extensions } = answer.errors?.[0] ?? {};
  const reason = extensions?.reason;
  if (message === undefined || reason === 'UPLOAD_OFFSET_WRONG') return;
  if (extensions?.code === 'UNAVAILABLE' || extensions?.code === 'RATE_LIMITED') throw new Error(reason);
  throw new CliError(1, reason ?? 'REFUSED', message, path, 'docs/errors.md says more');
}

async function writeRejected(door: Door, { id, rejected }: Upload, path: string): Promise<void> {
  const query = `query ($id: ID!, $after: Float) {
    rejectedRows(uploadId: $id, afterRow: $after, first: ${rejectedAtOnce}) { row reason field message messageZh } }`;
  await writeFile(path, '');
  for (let [after, left] = [0, rejected]; left > 0;) {
    const { rejectedRows } = await askAt<{ rejectedRows: RejectedRow[] }>(door, query, { id, after });
    if (rejectedRows.length === 0) break;
    await writeFile(path, rejectedRows.map((row) => `${JSON.stringify(row)}\n`).join(''), { flag: 'a' });
    after = rejectedRows.at(-1)?.row ?? after;
    left -= rejectedRows.length;
  }
}

function tell(upload: Upload, path: string, { json, rejected: file }: UploadOptions): void {
  const { accepted, duplicates, rejected, rows } = upload;
  if (json) printJson(upload);
  else printLine(`${path}: ${rows} rows, ${accepted} new events, ${duplicates} known, ${rejected} not taken`);
  if (rejected === 0) return;
  if (!json && file === undefined) printLine('--rejected FILE says why');
  throw new AlreadyTold(3);
}
