import {
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { urlToHttpOptions } from 'node:url';
import { context, propagation } from '@opentelemetry/api';
import { addressNotAllowed, lookupBanksOnly, lookupPublicOnly } from '../network/allowed-host.js';
import type { NotSentCause, UnknownCause } from '../outcome.js';
import { poolOf } from './connection-pool.js';
import type { RestConnection } from './rest-connection.js';

export interface RestCall {
  readonly method: 'GET' | 'POST';
  /** Appended to the base address, with its leading slash. */
  readonly path: string;
  readonly body?: unknown;
  /** The whole time, to the last byte of the answer. */
  readonly timeoutMs: number;
}

/** LOST: something was sent, and no whole answer came back. */
export type Exchange =
  | { readonly kind: 'ANSWERED'; readonly status: number; readonly text: string }
  | { readonly kind: 'LOST'; readonly cause: UnknownCause }
  | { readonly kind: 'NOT_SENT'; readonly cause: NotSentCause };

const answerBytesMax = 65_536;
const tlsFailure = /^ERR_(TLS|SSL)|CERT|^UNABLE_TO_|^EPROTO$/;

/**
 * One request and its answer, ending at the deadline whatever the other side does (a slow drip included). Redirects
 * are answers like any other. Never rejects.
 */
export function exchange(
  connection: RestConnection,
  call: RestCall,
  signal?: AbortSignal,
): Promise<Exchange> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve({ kind: 'NOT_SENT', cause: 'CANCELLED' });
    const request = openRequest(connection, call);
    let isSent = false;
    let isOver = false;
    const end = (result: Exchange): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(deadline);
      signal?.removeEventListener('abort', cancel);
      if (result.kind !== 'ANSWERED') request.destroy();
      resolve(result);
    };
    const stop = (cause: 'TIMEOUT' | 'CANCELLED'): void => end({ kind: isSent ? 'LOST' : 'NOT_SENT', cause });
    const cancel = (): void => stop('CANCELLED');
    const deadline = setTimeout(() => stop('TIMEOUT'), Math.max(0, call.timeoutMs));
    signal?.addEventListener('abort', cancel);
    request.on('socket', (socket) => onceOpen(socket, () => (isSent = true)));
    request.on('error', (error: NodeJS.ErrnoException) =>
      end(
        isSent
          ? { kind: 'LOST', cause: 'CONNECTION_LOST' }
          : { kind: 'NOT_SENT', cause: notSentCause(error) },
      ),
    );
    request.on('response', (response) => readAnswer(response, end));
    request.on('close', () => end({ kind: 'LOST', cause: 'CONNECTION_LOST' }));
    request.end(call.body === undefined ? undefined : JSON.stringify(call.body));
  });
}

function openRequest(connection: RestConnection, call: RestCall): ClientRequest {
  const { send, options, folder } = endpointOf(connection);
  const headers: Record<string, string> = { accept: 'application/json' };
  if (call.body !== undefined) headers['content-type'] = 'application/json';
  if (connection.apiKey !== undefined) headers['authorization'] = `Bearer ${connection.apiKey}`;
  propagation.inject(context.active(), headers);
  return send({
    ...options,
    agent: poolOf(connection),
    method: call.method,
    path: folder + call.path,
    headers,
    lookup: connection.allowPrivateNetwork ? lookupBanksOnly : lookupPublicOnly,
  });
}

interface Endpoint {
  readonly send: typeof httpRequest;
  readonly options: RequestOptions;
  /** The base address' own path, without a slash at its end. */
  readonly folder: string;
}

/** Taken apart once for each connection that was read, and not for each payment. */
const endpoints = new WeakMap<RestConnection, Endpoint>();

function endpointOf(connection: RestConnection): Endpoint {
  let endpoint = endpoints.get(connection);
  if (!endpoint) {
    const base = new URL(connection.baseUrl);
    const { protocol, hostname, port } = urlToHttpOptions(base);
    endpoint = {
      send: base.protocol === 'https:' ? httpsRequest : httpRequest,
      options: { protocol, hostname, port },
      folder: base.pathname.replace(/\/+$/, ''),
    };
    endpoints.set(connection, endpoint);
  }
  return endpoint;
}

/**
 * Calls back once bytes may leave. Until then a failure is known to have sent nothing; a socket from the pool is open
 * already, and if the other side just closed it nobody can tell what it had read.
 */
function onceOpen(socket: Socket & { secureConnecting?: boolean }, open: () => void): void {
  if (socket.secureConnecting) socket.once('secureConnect', open);
  else if (socket.connecting) socket.once('connect', open);
  else open();
}

function readAnswer(response: IncomingMessage, end: (result: Exchange) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    chunks.push(chunk);
    if (bytes > answerBytesMax) end({ kind: 'LOST', cause: 'BODY_TOO_LARGE' });
  });
  response.on('error', () => end({ kind: 'LOST', cause: 'CONNECTION_LOST' }));
  response.on('end', () => {
    const text = Buffer.concat(chunks).toString('utf8');
    end({ kind: 'ANSWERED', status: response.statusCode ?? 0, text });
  });
}

function notSentCause(error: NodeJS.ErrnoException): NotSentCause {
  const code = error.code ?? '';
  if (code === addressNotAllowed) return 'ADDRESS_NOT_ALLOWED';
  if (code === 'ECONNREFUSED') return 'CONNECTION_REFUSED';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'HOST_UNKNOWN';
  return tlsFailure.test(code) ? 'TLS_FAILED' : 'UNREACHABLE';
}
