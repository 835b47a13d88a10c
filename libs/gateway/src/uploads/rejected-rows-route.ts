import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { EventUploadRouteOptions, UploadTarget } from './event-upload-route.js';

const callers = new WeakMap<FastifyRequest, TenantContext>();

/** `GET /event-uploads/ID/rejected`: why rows of a file were not taken, a JSON object a line, with the bearer of whoever may send files. */
export function addRejectedRowsRoute(
  server: FastifyInstance,
  { uploads, admission, verify }: EventUploadRouteOptions,
): void {
  server.get<{ Params: { id: string } }>('/event-uploads/:id/rejected', {
    onRequest: async (request) => {
      const caller = await verify(request.headers.authorization, request.ip);
      admission.mustBeWelcome(await admission.visit(caller));
      callers.set(request, caller);
    },
    handler: async (request, reply) => {
      const caller = callers.get(request);
      if (!caller) throw new Error('a request reached its handler without a caller');
      const pages = pagesOf(uploads, caller, request.params.id);
      // Before the answer begins: what is refused has a status of its own.
      const first = await pages.next();
      return reply
        .type('application/x-ndjson; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(Readable.from(following(first, pages), { objectMode: false }));
    },
  });
}

async function* pagesOf(uploads: UploadTarget, caller: TenantContext, id: string): AsyncGenerator<string> {
  for (let afterRow = 0; ;) {
    const { rows } = await uploads.rejectedRows(caller, { id, afterRow });
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    afterRow = last.row;
  }
}

async function* following(
  first: IteratorResult<string>,
  others: AsyncGenerator<string>,
): AsyncGenerator<string> {
  if (first.done) return;
  yield first.value;
  yield* others;
}
