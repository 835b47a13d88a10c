import { createWriteStream } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { CliError } from '../cli-error.js';
import type { FolderOptions } from '../platform-folder.js';
import { openDoor, type Door } from '../tenant/operator-api.js';

export interface RejectionsOptions extends FolderOptions {
  readonly tokenFile: string;
  readonly out?: string;
}

/** Writes why rows of an upload were not taken, as NDJSON. */
export async function listRejections(id: string, options: RejectionsOptions): Promise<void> {
  const door = await openDoor({ ...options, as: '' });
  await writeRejected(door, id, options.out === undefined ? process.stdout : createWriteStream(options.out));
}

/** Fails as the platform refuses it, such as with NOT_FOUND. */
export async function writeRejected({ gateway, token }: Door, id: string, out: Writable): Promise<void> {
  const response = await fetch(`${gateway}/event-uploads/${encodeURIComponent(id)}/rejected`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!response.ok || !response.body) throw await refusal(response, id);
  await pipeline(Readable.fromWeb(response.body as ReadableStream), out, { end: out !== process.stdout });
}

async function refusal(response: Response, id: string): Promise<CliError> {
  const { errors } = (await response.json()) as {
    readonly errors?: readonly { message: string; extensions?: { reason?: string } }[];
  };
  const [error] = errors ?? [];
  const what = error?.message ?? `the platform answers ${response.status}`;
  return new CliError(1, error?.extensions?.reason ?? 'REFUSED', what, id, 'docs/errors.md says more');
}
