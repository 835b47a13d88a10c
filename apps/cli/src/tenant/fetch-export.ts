import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { setTimeout as pause } from 'node:timers/promises';
import { CliError, codeOf } from '../cli-error.js';
import { printJson, printLine, progressOf } from '../output.js';
import { askAt, openDoor, type Door, type OperatorOptions } from './operator-api.js';

export interface FetchOptions extends OperatorOptions {
  readonly out: string;
}

interface Archive {
  readonly id: string;
  readonly status: 'PREPARING' | 'READY' | 'EXPIRED';
  readonly path: string | null;
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
}

const selection = 'id status path rows bytes sha256';
const lookAgainMs = 1_000;

/**
 * Fetches an export of a bank's data for a person of the bank: makes one unless one of theirs is there, waits for it, and goes on where
 * an earlier attempt broke off. The file is whole, and what the platform has made, or it is not there.
 */
export async function fetchExport(tenantId: string, options: FetchOptions): Promise<void> {
  const door = await openDoor(options);
  const archive = await readyArchive(door, tenantId);
  const draft = `${options.out}.part`;
  await download(door, archive, draft);
  const sha256 = await digestOf(draft);
  if (sha256 !== archive.sha256) {
    await rm(draft, { force: true });
    throw new CliError(1, 'EXPORT_DAMAGED', 'the file is not what was made', draft, 'fetch it again');
  }
  await rename(draft, options.out);
  const { id, rows, bytes } = archive;
  if (options.json) printJson({ id, rows, bytes, sha256, file: options.out });
  else printLine(`${rows} rows, ${bytes} bytes, SHA-256 ${sha256}: ${options.out}`);
}

async function readyArchive(door: Door, tenantId: string): Promise<Archive> {
  const { viewer, tenantArchives } = await askAt<{
    viewer: { id: string; tenant: { id: string } };
    tenantArchives: (Archive & { requestedBy: string })[];
  }>(door, `{ viewer { id tenant { id } } tenantArchives { ${selection} requestedBy } }`, {});
  if (viewer.tenant.id !== tenantId)
    throw new CliError(
      1,
      'OTHER_TENANT',
      `the token is of ${viewer.tenant.id}`,
      tenantId,
      'sign in as a person of that bank',
    );
  let archive: Archive | undefined = tenantArchives.find(
    ({ status, requestedBy }) => status !== 'EXPIRED' && requestedBy === viewer.id,
  );
  archive ??= await requested(door);
  while (archive.status === 'PREPARING') {
    await pause(lookAgainMs);
    archive = await read(door, archive.id);
  }
  return archive;
}

async function requested(door: Door): Promise<Archive> {
  const { requestTenantArchive } = await askAt<{ requestTenantArchive: Archive }>(
    door,
    `mutation ($input: RequestTenantArchiveInput!) { requestTenantArchive(input: $input) { ${selection} } }`,
    // The same all day: whoever waits for another person repeats the very request that was approved.
    { input: { idempotencyKey: `cli ${new Date().toISOString().slice(0, 10)}` } },
  );
  return read(door, requestTenantArchive.id);
}

async function read(door: Door, id: string): Promise<Archive> {
  const { tenantArchive } = await askAt<{ tenantArchive: Archive }>(
    door,
    `query ($id: ID!) { tenantArchive(id: $id) { ${selection} } }`,
    { id },
  );
  return tenantArchive;
}

async function download({ gateway, token }: Door, { path }: Archive, draft: string): Promise<void> {
  const from = await sizeOf(draft);
  const response = await fetch(`${gateway}${path ?? ''}`, {
    headers: { authorization: `Bearer ${token}`, ...(from > 0 && { range: `bytes=${from}-` }) },
  });
  // All of it was there already.
  if (response.status === 416) return;
  if (!response.ok || !response.body)
    throw new CliError(
      1,
      'EXPORT_REFUSED',
      `the platform refuses the file (${response.status})`,
      path ?? '',
      'only whoever asked for an export can fetch it',
    );
  const file = await open(draft, response.status === 206 ? 'a' : 'w', 0o600);
  const progress = progressOf((bytes) => `${bytes.toLocaleString('en')} bytes fetched …`);
  let bytes = response.status === 206 ? from : 0;
  try {
    for await (const chunk of Readable.fromWeb(response.body as ReadableStream)) {
      await file.appendFile(chunk as Uint8Array);
      bytes += (chunk as Uint8Array).length;
      progress(bytes);
    }
  } catch (error) {
    const what = `the connection broke off (${codeOf(error)})`;
    throw new CliError(1, 'EXPORT_BROKEN_OFF', what, draft, 'run the command again: it goes on from there');
  } finally {
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

async function digestOf(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer);
  return digest.digest('hex');
}
