import { request, type IncomingHttpHeaders } from 'node:http';

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface RawRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer | string;
  /** Sends the body in pieces without saying how long it will be. */
  readonly isChunked?: boolean;
}

/** One HTTP request over a connection of its own. Fails when there is no answer within the patience. */
export function rawRequest(url: string, options: RawRequest, patienceMs = 20_000): Promise<RawAnswer> {
  const { method = 'POST', path, headers = {}, body = '', isChunked = false } = options;
  const target = new URL(path ?? '/graphql', url);
  return new Promise((resolve, reject) => {
    let hasAnswer = false;
    const length: Record<string, string> =
      isChunked || method === 'GET' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const sending = request(
      target,
      { method, agent: false, headers: { ...headers, ...length } },
      (response) => {
        hasAnswer = true;
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => void chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          clearTimeout(timer);
          sending.destroy();
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          });
        });
      },
    );
    const timer = setTimeout(() => {
      sending.destroy();
      reject(new Error(`no answer within ${patienceMs} ms`));
    }, patienceMs);
    // Whoever is refused in the middle of sending may find the connection closed; the answer counts if it came first.
    sending.on('error', (error) => {
      setTimeout(() => {
        if (hasAnswer) return;
        clearTimeout(timer);
        reject(error);
      }, 200);
    });
    sending.end(body);
  });
}
