import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ExecutionResult } from 'graphql';
import { Fault } from '@fanxing/kernel';
import type { TenantContext } from '@fanxing/runtime/identity';
import { formatError } from '@fanxing/runtime/subgraph';
import { extractTraceContext, histogram, withSpan } from '@fanxing/runtime/telemetry';
import type { DocumentCheck } from './document-check.js';
import type { Supergraph } from './supergraph.js';

export interface GraphqlRouteOptions {
  readonly supergraph: Supergraph;
  readonly documents: DocumentCheck;
  verify(authorization: string | undefined): Promise<TenantContext>;
}

interface GraphqlBody {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
}

const durations = histogram('fanxing.gateway.request.duration', {
  description: 'From a request read to its answer ready',
  unit: 'ms',
});

/** The one door of the API: `POST /graphql` with a JSON body and a bearer token. */
export function addGraphqlRoute(server: FastifyInstance, options: GraphqlRouteOptions): void {
  server.post('/graphql', async (request, reply) => {
    const startedAt = performance.now();
    const result = await extractTraceContext(traceHeaders(request), () =>
      withSpan('gateway request', {}, () => answer(request, options), 'server'),
    );
    durations.record(performance.now() - startedAt, { state: result.errors ? 'refused' : 'answered' });
    return send(reply, result);
  });
}

async function answer(request: FastifyRequest, options: GraphqlRouteOptions): Promise<ExecutionResult> {
  try {
    const { authorization } = request.headers;
    const tenantContext = await options.verify(authorization);
    const body = readBody(request.body);
    const document = options.documents.checked(body.query, body.operationName);
    const result = await options.supergraph.execute({
      document,
      variables: body.variables ?? {},
      operationName: body.operationName,
      context: { tenantContext, authorization: authorization ?? '' },
    });
    return result.errors ? { ...result, errors: result.errors.map(outward) as never } : result;
  } catch (error) {
    return { errors: [formatError(error)] as never };
  }
}

function traceHeaders({ headers }: FastifyRequest): Record<string, string> {
  const { traceparent, tracestate } = headers;
  return typeof traceparent === 'string'
    ? { traceparent, ...(typeof tracestate === 'string' ? { tracestate } : {}) }
    : {};
}

/** What a subgraph has put into words already is passed on; anything else is put into words here. */
function outward(error: unknown): unknown {
  const { extensions, message, path, locations } = error as {
    extensions?: { reason?: unknown };
    message: string;
    path?: unknown;
    locations?: unknown;
  };
  if (extensions?.reason === undefined) return formatError(error);
  return {
    message,
    extensions,
    ...(path === undefined ? {} : { path }),
    ...(locations === undefined ? {} : { locations }),
  };
}

function readBody(body: unknown): GraphqlBody {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) {
    throw new Fault('QUERY_INVALID', {
      problem: 'the body must be one JSON object with "query"; batches are not taken.',
    });
  }
  const { query, variables, operationName } = body as Record<string, unknown>;
  if (typeof query !== 'string')
    throw new Fault('QUERY_INVALID', { problem: '"query" must be text.' }, 'query');
  if (
    variables !== undefined &&
    variables !== null &&
    (typeof variables !== 'object' || Array.isArray(variables))
  ) {
    throw new Fault('QUERY_INVALID', { problem: '"variables" must be an object.' }, 'variables');
  }
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') {
    throw new Fault('QUERY_INVALID', { problem: '"operationName" must be text.' }, 'operationName');
  }
  return {
    query,
    ...(variables ? { variables: variables as Record<string, unknown> } : {}),
    ...(typeof operationName === 'string' ? { operationName } : {}),
  };
}

const statusOf: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  QUERY_TOO_COMPLEX: 400,
  BAD_USER_INPUT: 400,
};

/** A request that was refused before anything ran has an HTTP status of its own; one that ran is 200. */
function send(reply: FastifyReply, result: ExecutionResult): FastifyReply {
  const refused = !('data' in result);
  const code = String(result.errors?.[0]?.extensions?.['code']);
  return reply
    .status(refused ? (statusOf[code] ?? 200) : 200)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(result));
}
