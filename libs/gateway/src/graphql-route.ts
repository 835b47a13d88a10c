import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Fault } from '@fanxing/kernel';
import type { TenantContext } from '@fanxing/runtime/identity';
import { extractTraceContext, histogram, withSpan } from '@fanxing/runtime/telemetry';
import { answerOperation, type Answered, type AnswerOptions } from './answer-operation.js';
import { mediaTypeOf, setRetryAfter, statusOfCode } from './http/http-faults.js';
import type { Visit } from './limits/admission.js';
import { RequestLife } from './request/request-life.js';
import type { StatusStreams } from './subscriptions/status-streams.js';

export interface GraphqlRouteOptions extends AnswerOptions {
  readonly streams: Pick<StatusStreams, 'begin'>;
  verify(authorization: string | undefined, address: string): Promise<TenantContext>;
}

const durations = histogram('fanxing.gateway.request.duration', {
  description: 'From a request read to its answer ready',
  unit: 'ms',
});
const eventStream = 'text/event-stream';
const visits = new WeakMap<FastifyRequest, Visit>();

/**
 * The one door of the API: `POST /graphql` with a JSON body and a bearer token. There is no GET, and no other kind of body,
 * so that no page of another origin can send a request without the browser asking us first.
 */
export function addGraphqlRoute(server: FastifyInstance, options: GraphqlRouteOptions): void {
  server.route({
    method: 'POST',
    url: '/graphql',
    // Before the body is read: who it is, and whether there is room for another request of theirs.
    onRequest: async (request) => {
      const visit = await visitOf(request, options);
      const { requestBytesMax: limitBytes } = visit.tenant.terms.limits;
      if (Number(request.headers['content-length'] ?? 0) > limitBytes)
        throw new Fault('BODY_TOO_LARGE', { limitBytes });
      visits.set(request, visit);
    },
    handler: async (request, reply) => {
      if (request.headers.accept?.includes(eventStream)) {
        const begun = await beginStream(request, reply, options);
        if (begun) return begun;
      }
      const startedAt = performance.now();
      const answered = await extractTraceContext(traceHeaders(request), () =>
        withSpan('gateway request', {}, () => answer(request, reply, options), 'server'),
      );
      durations.record(performance.now() - startedAt, {
        state: answered.result.errors ? 'refused' : 'answered',
      });
      return send(reply, answered);
    },
  });
}

/**
 * Who asks, and that there is room for another request of theirs. Of two bearers, somebody in front of us may have looked at the
 * other one. Fails as the token or the tenant's limits have it.
 */
export async function visitOf(
  { headers, ip, raw }: FastifyRequest,
  { verify, admission }: GraphqlRouteOptions,
): Promise<Visit> {
  if ((raw.headersDistinct['authorization']?.length ?? 0) > 1)
    throw new Fault('TOKEN_INVALID', { cause: 'sent twice' });
  const visit = await admission.visit(await verify(headers.authorization, ip));
  admission.mustBeWelcome(visit);
  return visit;
}

/** A subscription is told on the way of its own request; proxies must not keep what is told. Undefined for anything else. */
async function beginStream(
  request: FastifyRequest,
  reply: FastifyReply,
  { streams }: GraphqlRouteOptions,
): Promise<FastifyReply | undefined> {
  const visit = visits.get(request);
  if (!visit) throw new Error('a request reached its handler without a visit');
  const { authorization = '' } = request.headers;
  const begun = await streams.begin({ visit, authorization, address: request.ip, body: request.body });
  if (!begun) return undefined;
  reply.raw.once('close', () => begun.destroy());
  return reply.type(`${eventStream}; charset=utf-8`).header('x-accel-buffering', 'no').send(begun);
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  options: GraphqlRouteOptions,
): Promise<Answered> {
  const visit = visits.get(request);
  if (!visit) throw new Error('a request reached its handler without a visit');
  const { authorization = '' } = request.headers;
  return answerOperation(
    { visit, authorization, body: request.body, life: new RequestLife(reply.raw) },
    options,
  );
}

function traceHeaders({ headers }: FastifyRequest): Record<string, string> {
  const { traceparent, tracestate } = headers;
  return typeof traceparent === 'string'
    ? { traceparent, ...(typeof tracestate === 'string' ? { tracestate } : {}) }
    : {};
}

/** A request that was refused before anything ran has an HTTP status of its own; one that ran is 200. */
function send(reply: FastifyReply, { result, cost }: Answered): FastifyReply {
  const extensions = result.errors?.[0]?.extensions as Record<string, unknown> | undefined;
  setRetryAfter(reply, extensions);
  return reply
    .status('data' in result ? 200 : statusOfCode(extensions))
    .type(mediaTypeOf(reply))
    .send(JSON.stringify(cost === undefined ? result : { ...result, extensions: { cost } }));
}
