import type { IncomingMessage } from 'node:http';

const bodyBytesMax = 65_536;

/** A request that the bank does not even look into. */
export class BodyRefused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Reads a JSON body of at most 64 KiB; fails with {@link BodyRefused}. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) {
      throw new BodyRefused(413, 'BODY_TOO_LARGE', `the body is larger than ${bodyBytesMax} bytes`);
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new BodyRefused(400, 'BODY_MALFORMED', 'the body is not JSON');
  }
}
