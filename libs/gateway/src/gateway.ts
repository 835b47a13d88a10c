import httpProxy from '@fastify/http-proxy';
import fastify, { type FastifyInstance } from 'fastify';
import type { TenantContext } from '@fanxing/runtime/identity';
import { DocumentCheck } from './document-check.js';
import { addExportsRoute, type ArchiveSource } from './exports-route.js';
import { addGraphqlRoute } from './graphql-route.js';
import { addCrossOrigin } from './http/cross-origin.js';
import { answerFaults, refuseUnreadable } from './http/http-faults.js';
import { addSecurityHeaders } from './http/security-headers.js';
import { addStatementRoute } from './downloads/statement-route.js';
import { Admission } from './limits/admission.js';
import type { ExchangeTerms } from './limits/tenant-terms.js';
import { KnownOperations, type FindOperation } from './operations/known-operations.js';
import type { Changes } from './subscriptions/changes.js';
import { StatusStreams } from './subscriptions/status-streams.js';
import { addEventUploadRoute, type UploadTarget } from './uploads/event-upload-route.js';
import { addRejectedRowsRoute } from './uploads/rejected-rows-route.js';
import { createSupergraph } from './supergraph.js';
import type { SubgraphBinding } from './subgraph-binding.js';

export interface GatewayOptions {
  readonly port: number;
  readonly host: string;
  readonly bindings: readonly SubgraphBinding[];
  /** `address`: from where the request comes. */
  verify(authorization: string | undefined, address: string): Promise<TenantContext>;
  /** Where the embedded identity provider listens; its public pages are served under `/realms`. */
  readonly identityUrl?: string | undefined;
  /** A tenant's limits, asked for once a second while it is there; with it, what it used is told. */
  readonly exchangeTerms: ExchangeTerms;
  /** An operation that a tenant has registered, by its hash. */
  readonly findOperation: FindOperation;
  /** Where archives come from that banks take along. */
  readonly archives: ArchiveSource;
  /** Where files of events go. */
  readonly uploads: UploadTarget;
  /** Hears of what has changed, for subscriptions. */
  readonly changes: Changes;
  /** Fails when the caller's tenant is suspended: subscriptions end then. */
  mustBeActive(caller: TenantContext): Promise<unknown>;
  /** Origins whose pages may call the API; none unless said otherwise. */
  readonly allowedOrigins?: readonly string[];
  /** Whether TLS ends in front of the gateway; see {@link addSecurityHeaders}. */
  readonly tlsInFront?: boolean;
}

export interface Gateway {
  readonly url: string;
  close(): Promise<void>;
}

/** The largest request body: a batch of a thousand events fits several times over. */
const bodyLimitBytes = 4 * 1024 * 1024;

/** Opens the only public door: the API, its health, and the identity provider's public pages. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const supergraph = await createSupergraph(options.bindings);
  const server = fastify({
    bodyLimit: bodyLimitBytes,
    logger: false,
    forceCloseConnections: 'idle',
    requestTimeout: 60_000,
    clientErrorHandler: refuseUnreadable,
    // Where TLS ends in front of us, the last address is the one that this neighbour has seen.
    trustProxy: options.tlsInFront === true && ((_, hop) => hop === 0),
  });
  // Fastify would read a form's text as a string; the API takes JSON alone.
  server.removeContentTypeParser('text/plain');
  answerFaults(server, bodyLimitBytes);
  addSecurityHeaders(server, { tlsInFront: options.tlsInFront ?? false });
  addCrossOrigin(server, options.allowedOrigins ?? []);
  addHealth(server, options.bindings);
  const admission = new Admission({ exchange: options.exchangeTerms });
  const answering = {
    supergraph,
    documents: new DocumentCheck(supergraph),
    admission,
    operations: new KnownOperations(options.findOperation),
    verify: options.verify,
  };
  const { changes, mustBeActive } = options;
  const streams = new StatusStreams({ ...answering, changes, mustBeActive });
  const door = { ...answering, streams };
  addGraphqlRoute(server, door);
  addStatementRoute(server, door);
  addExportsRoute(server, { archives: options.archives, admission, verify: options.verify });
  const uploading = { uploads: options.uploads, admission, verify: options.verify };
  await addEventUploadRoute(server, uploading);
  addRejectedRowsRoute(server, uploading);
  if (options.identityUrl !== undefined) {
    await server.register(httpProxy, {
      upstream: options.identityUrl,
      prefix: '/realms',
      rewritePrefix: '/realms',
      // Sign-ins take turns by address; what a caller writes there is nothing.
      replyOptions: {
        rewriteRequestHeaders: ({ ip }, headers) => ({ ...headers, 'x-forwarded-for': ip }),
      },
    });
  }
  const url = await server.listen({ port: options.port, host: options.host });
  return {
    url,
    close: async () => {
      await streams.close();
      await server.close();
      await admission.close();
    },
  };
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
