import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { Fault, type FaultCategory } from '@fanxing/kernel';
import { formatError } from '@fanxing/runtime/subgraph';
import { logger, recordUnexpected } from '@fanxing/runtime/telemetry';
import { securityHeaders } from './security-headers.js';

const readAwayMs = 5_000;
const log = logger('gateway');

/** A request that was refused before anything ran has an HTTP status of its own. */
const statuses: Partial<Record<FaultCategory, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  QUERY_TOO_COMPLEX: 400,
  BAD_USER_INPUT: 400,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};

/** The status for the extensions of a refusal. */
export function statusOfCode(extensions: Readonly<Record<string, unknown>> | undefined): number {
  return statuses[extensions?.['code'] as FaultCategory] ?? 200;
}

/** Says in HTTP's words when a request may be tried again. */
export function setRetryAfter(
  reply: FastifyReply,
  extensions: Readonly<Record<string, unknown>> | undefined,
): void {
  if (extensions?.['code'] !== 'RATE_LIMITED') return;
  const { retryAfterSeconds } = extensions['details'] as { retryAfterSeconds?: number };
  reply.header('retry-after', String(retryAfterSeconds ?? 60));
}

function sendFault(reply: FastifyReply, fault: Fault, status: number): FastifyReply {
  const error = formatError(fault);
  setRetryAfter(reply, error.extensions);
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return reply
    .status(status)
    .type(mediaTypeOf(reply))
    .send(JSON.stringify({ errors: [error] }));
}

const graphqlResponse = 'application/graphql-response+json';

/** What the caller asked to be answered in; JSON for those who did not say. */
export function mediaTypeOf({ request }: FastifyReply): string {
  const { accept } = request.headers;
  const type = accept?.includes(graphqlResponse) === true ? graphqlResponse : 'application/json';
  return `${type}; charset=utf-8`;
}

/** Whatever HTTP itself refuses is answered in the API's own shape too. */
export function answerFaults(server: FastifyInstance, bodyLimitBytes: number): void {
  server.setNotFoundHandler((request, reply) => {
    const route = `${request.method} ${request.url.split('?')[0]?.slice(0, 100) ?? ''}`;
    return sendFault(reply, new Fault('ROUTE_NOT_FOUND', { route }), 404);
  });
  server.setErrorHandler(async (error: FastifyError | Fault, request, reply) => {
    const fault = error instanceof Fault ? error : httpFault(error, bodyLimitBytes);
    const status = error instanceof Fault ? statusOf(error, request.method) : (error.statusCode ?? 500);
    if (status === 413 || isStillComing(request.raw)) await readAway(request.raw);
    return sendFault(reply, fault, status);
  });
}

/** More than the first packets, so that whoever sends it is still at it. */
function isStillComing({ readableEnded, headers }: IncomingMessage): boolean {
  if (readableEnded) return false;
  const length = headers['content-length'];
  return length === undefined ? headers['transfer-encoding'] !== undefined : Number(length) > 65_536;
}

/**
 * Reads what is still coming of a body that was refused, for a while: closing on a sender makes its write fail before it
 * has read why.
 */
function readAway(body: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, readAwayMs);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    body.once('end', done).once('close', done).once('error', done).resume();
    if (body.readableEnded || body.destroyed) done();
  });
}

const unreadable: Readonly<Record<string, readonly [string, string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'its headers are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'it did not come to an end'],
};

/** What can not be read as HTTP, or could be read in two ways, is answered in the API's shape too, and ends the connection. */
export function refuseUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, problem] = unreadable[error.code ?? ''] ?? [
    '400 Bad Request',
    'it is no HTTP that can be read',
  ];
  const body = JSON.stringify({ errors: [formatError(new Fault('QUERY_INVALID', { problem }))] });
  const headers = [
    'connection: close',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    ...Object.entries(securityHeaders).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end([`HTTP/1.1 ${status}`, ...headers, '', body].join('\r\n'));
}

/** A file that can not be had is no file: only what was posted to the API is answered with 200 and an error inside. */
function statusOf({ reason, category }: Fault, method: string): number {
  if (reason === 'BODY_TOO_LARGE') return 413;
  const status = statuses[category] ?? 200;
  if (status !== 200 || method === 'POST') return status;
  return category === 'NOT_FOUND' ? 404 : 400;
}

function httpFault(error: FastifyError, bodyLimitBytes: number): Fault {
  const status = error.statusCode ?? 500;
  if (status === 413) return new Fault('BODY_TOO_LARGE', { limitBytes: bodyLimitBytes });
  if (status === 502 || status === 504) return new Fault('SERVICE_UNAVAILABLE', { service: 'identity' });
  if (status >= 500) return recordUnexpected(log, error);
  return new Fault('QUERY_INVALID', { problem: error.message });
}
