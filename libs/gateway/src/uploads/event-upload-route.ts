import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Fault } from '@fanxing/kernel';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { Admission } from '../limits/admission.js';
import { mustStayPossible } from '../limits/stopped-business.js';
import { handOver, type SentPart, type UploadState } from './hand-over.js';

/** Where files of events go; fails with NOT_FOUND for an upload that is not the caller's tenant's. */
export interface UploadTarget {
  takePart(context: TenantContext, part: SentPart): Promise<UploadState>;
  /** Why rows after this one were not taken; none when there are no more. */
  rejectedRows(
    context: TenantContext,
    from: { readonly id: string; readonly afterRow: number },
  ): Promise<{ readonly rows: readonly { readonly row: number }[] }>;
}

export interface EventUploadRouteOptions {
  readonly uploads: UploadTarget;
  readonly admission: Admission;
  verify(authorization: string | undefined, address: string): Promise<TenantContext>;
}

const callers = new WeakMap<FastifyRequest, TenantContext>();
/** What one request may bring: it is held in memory until the last of it is written. */
const bodyLimitBytes = 8 * 1024 * 1024;

/**
 * `PUT /event-uploads/ID`, with `Upload-Offset` and, for the end of the file, `Upload-Complete: ?1`, as the drafts of resumable uploads
 * for HTTP name them: big files do not pass through the API. What was broken off is taken up where the answer, or `eventUpload`, says.
 */
export async function addEventUploadRoute(
  server: FastifyInstance,
  { uploads, admission, verify }: EventUploadRouteOptions,
): Promise<void> {
  await server.register((scope, _, done) => {
    scope.addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer', bodyLimit: bodyLimitBytes },
      (__, body, parsed) => parsed(null, body),
    );
    scope.put<{ Params: { id: string } }>('/event-uploads/:id', {
      bodyLimit: bodyLimitBytes,
      onRequest: async (request) => {
        const caller = await verify(request.headers.authorization, request.ip);
        const visit = await admission.visit(caller);
        admission.mustBeWelcome(visit);
        mustStayPossible({ isMutation: true, rootFields: ['ingestEvents'] }, visit.tenant.terms);
        callers.set(request, caller);
      },
      handler: async (request, reply) => {
        const caller = callers.get(request);
        if (!caller) throw new Error('a request reached its handler without a caller');
        const body = request.body instanceof Buffer ? request.body : Buffer.alloc(0);
        const given = { id: request.params.id, offset: offsetOf(request), isLast: isComplete(request) };
        const state = await handOver((part) => uploads.takePart(caller, part), body, given);
        return reply.header('upload-offset', String(state.receivedBytes)).send(state);
      },
    });
    done();
  });
}

function offsetOf({ headers }: FastifyRequest): number {
  const given = headers['upload-offset'];
  if (typeof given !== 'string' || !/^\d{1,15}$/.test(given))
    throw new Fault('INPUT_INVALID', { problem: 'Upload-Offset must say where in the file the body begins' });
  return Number(given);
}

function isComplete({ headers }: FastifyRequest): boolean {
  return headers['upload-complete'] === '?1';
}
