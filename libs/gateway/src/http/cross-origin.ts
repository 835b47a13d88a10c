import type { FastifyInstance } from 'fastify';

/**
 * Lets pages of the named origins call the API; without any, no browser lets a page of another origin read an answer. A
 * token is never sent by a browser on its own accord, so cookies and the like are not allowed at all.
 */
export function addCrossOrigin(server: FastifyInstance, origins: readonly string[]): void {
  const allowed = new Set(origins);
  server.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.headers;
    if (allowed.size > 0) reply.header('vary', 'Origin');
    if (origin !== undefined && allowed.has(origin)) {
      reply.header('access-control-allow-origin', origin);
      reply.header('access-control-expose-headers', 'retry-after');
    }
    done();
  });
  server.options('/graphql', (request, reply) => {
    const { origin } = request.headers;
    if (origin === undefined || !allowed.has(origin)) return reply.callNotFound();
    return reply
      .status(204)
      .header('access-control-allow-methods', 'POST')
      .header('access-control-allow-headers', 'authorization, content-type, traceparent, tracestate')
      .header('access-control-max-age', '600')
      .send();
  });
}
