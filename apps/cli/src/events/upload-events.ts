import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { basename, extname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AlreadyTold, CliError, codeOf } from '../cli-error.js';
import { printJson, printLine, progressOf } from '../output.js';
import type { FolderOptions } from '../platform-folder.js';
import { askAt, openDoor, type Door } from '../tenant/operator-api.js';
import { writeRejected } from './list-rejections.js';
import { ParquetContent } from './parquet-content.js';
import { FileContent, openFile, type UploadContent } from './upload-content.js';

export interface UploadOptions extends FolderOptions {
  readonly tokenFile: string;
  readonly source: string;
  readonly format?: 'ndjson' | 'csv' | 'parquet';
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

const selection = 'id path status receivedBytes rows accepted duplicates rejected contradictions';
const attemptsMax = 5;
const formats: Readonly<Record<string, string>> = {
  '.ndjson': 'NDJSON',
  '.jsonl': 'NDJSON',
  '.csv': 'CSV',
  '.parquet': 'PARQUET',
};

/** Sends a file of events part by part and says what came of it; ends with status 3 when some rows were not taken. */
export async function uploadEvents(path: string, options: UploadOptions): Promise<void> {
  const format = options.format?.toUpperCase() ?? formats[extname(path).toLowerCase()];
  if (format === undefined)
    throw new CliError(2, 'FORMAT_UNKNOWN', 'its ending does not say what it is', path, 'use --format');
  const file = await openFile(path);
  const { size, mtimeMs } = await file.stat();
  const content = format === 'PARQUET' ? await ParquetContent.open(path, file) : new FileContent(file, size);
  try {
    const door = await openDoor({ ...options, as: '' });
    const digest = createHash('sha256')
      .update(`${basename(path)} ${size} ${mtimeMs}`)
      .digest('hex');
    const sentAs = format === 'PARQUET' ? 'NDJSON' : format;
    const begin = { idempotencyKey: `file ${digest}`, source: options.source, format: sentAs };
    const upload = await begun(door, begin);
    const done = await sendFrom(door, content, upload);
    if (options.rejected !== undefined)
      await writeRejected(door, done.id, createWriteStream(options.rejected));
    tell(done, path, options);
  } finally {
    await content.close();
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
async function sendFrom(door: Door, content: UploadContent, from: Upload): Promise<Upload> {
  const progress = progressOf((bytes) => `${bytes.toLocaleString('en')} bytes sent …`);
  let upload = from;
  for (let attempt = 1; upload.status === 'OPEN';) {
    const { bytes, isLast } = await content.read(upload.receivedBytes);
    try {
      await send(door, upload, bytes, isLast);
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

function tell(upload: Upload, path: string, { json, rejected: file }: UploadOptions): void {
  const { accepted, duplicates, rejected, rows } = upload;
  if (json) printJson(upload);
  else printLine(`${path}: ${rows} rows, ${accepted} new events, ${duplicates} known, ${rejected} not taken`);
  if (rejected === 0) return;
  if (!json && file === undefined) printLine('--rejected FILE says why');
  throw new AlreadyTold(3);
}
