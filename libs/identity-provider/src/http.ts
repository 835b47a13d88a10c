import type { IncomingMessage, ServerResponse } from 'node:http';

const bodyBytesMax = 64 * 1024;

/** What the caller did wrong, as an HTTP answer. */
export class RequestError extends Error {
  constructor(
    readonly status: number,
    readonly body: Readonly<Record<string, unknown>>,
  ) {
    super(`HTTP ${status}`);
  }
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax)
      throw new RequestError(413, { error: 'invalid_request', error_description: 'body too large' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body?: unknown,
  headers: Record<string, string> = {},
): void {
  const content = body === undefined ? undefined : JSON.stringify(body);
  response.writeHead(status, {
    ...(content !== undefined && { 'content-type': 'application/json; charset=utf-8' }),
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(content);
}

/** The token of `Authorization: Bearer TOKEN`, or undefined. */
export function bearerToken(request: IncomingMessage): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}
