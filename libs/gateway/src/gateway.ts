import type { IncomingMessage } from 'node:http';
import httpProxy from '@fastify/http-proxy';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { Fault } from '@fanxing/kernel';
import type { TenantContext } from '@fanxing/runtime/identity';
import { formatError } from '@fanxing/runtime/subgraph';
import { logger, recordUnexpected } from '@fanxing/runtime/telemetry';
import { DocumentCheck } from './document-check.js';
import { addGraphqlRoute } from './graphql-route.js';
import { createSupergraph } from './supergraph.js';
import type { SubgraphBinding } from './subgraph-binding.js';

export interface GatewayOptions {
  readonly port: number;
  readonly host: string;
  readonly bindings: readonly SubgraphBinding[];
  verify(authorization: string | undefined): Promise<TenantContext>;
  /** Where the embedded identity provider listens; its public pages are served under `/realms`. */
  readonly identityUrl?: string | undefined;
}

export interface Gateway {
  readonly url: string;
  close(): Promise<void>;
}

/** The largest request body: a batch of a thousand events fits several times over. */
const bodyLimitBytes = 4 * 1024 * 1024;
const readAwayMs = 5_000;
const log = logger('gateway');

/** Opens the only public door: the API, its health, and the identity provider's public pages. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const supergraph = await createSupergraph(options.bindings);
  const server = fastify({
    bodyLimit: bodyLimitBytes,
    logger: false,
    forceCloseConnections: 'idle',
    requestTimeout: 60_000,
  });
  answerFaults(server);
  addHealth(server, options.bindings);
  addGraphqlRoute(server, {
    supergraph,
    documents: new DocumentCheck(supergraph.schema),
    verify: options.verify,
  });
  if (options.identityUrl !== undefined) {
    await server.register(httpProxy, {
      upstream: options.identityUrl,
      prefix: '/realms',
      rewritePrefix: '/realms',
    });
  }
  const url = await server.listen({ port: options.port, host: options.host });
  return { url, close: () => server.close() };
}

function addHealth(server: FastifyInstance, bindings: readonly SubgraphBinding[]): void {
  server.get('/health/live', () => ({ status: 'ok' }));
  server.get('/health/ready', async (_, reply) => {
    const services = await Promise.all(
      bindings.map(
        async ({ name, ready }) =>
          [
            name,
            await ready().then(
              () => 'ok',
              () => 'unavailable',
            ),
          ] as const,
      ),
    );
    const ok = services.every(([, status]) => status === 'ok');
    return reply
      .status(ok ? 200 : 503)
      .send({ status: ok ? 'ok' : 'unavailable', services: Object.fromEntries(services) });
  });
}

/** Whatever HTTP itself refuses is answered in the API's own shape. */
function answerFaults(server: FastifyInstance): void {
  server.setNotFoundHandler((request, reply) =>
    reply.status(404).send({
      errors: [
        formatError(
          new Fault('ROUTE_NOT_FOUND', { route: `${request.method} ${request.url.slice(0, 100)}` }),
        ),
      ],
    }),
  );
  server.setErrorHandler(async (error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status === 413) await readAway(request.raw);
    return reply.status(status).send({ errors: [formatError(httpFault(error, status))] });
  });
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

function httpFault(error: FastifyError, status: number): Fault {
  if (status === 413) return new Fault('BODY_TOO_LARGE', { limitBytes: bodyLimitBytes });
  if (status === 502 || status === 504) return new Fault('SERVICE_UNAVAILABLE', { service: 'identity' });
  if (status >= 500) return recordUnexpected(log, error);
  return new Fault('QUERY_INVALID', { problem: error.message });
}
