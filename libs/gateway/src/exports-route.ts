import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Fault } from '@fanxing/kernel';
import type { TenantContext } from '@fanxing/runtime/identity';
import { rangeOf } from './http/byte-range.js';
import type { Admission } from './limits/admission.js';

/** Where the archives come from that a bank takes along; both fail with NOT_FOUND for whoever did not ask for the archive. */
export interface ArchiveSource {
  /** Writes down that the caller begins to fetch it at this byte. */
  begin(
    context: TenantContext,
    id: string,
    from: number,
  ): Promise<{ readonly bytes: number; readonly sha256: string; readonly partBytes: number }>;
  part(context: TenantContext, id: string, part: number): Promise<Buffer>;
}

export interface ExportsRouteOptions {
  readonly archives: ArchiveSource;
  readonly admission: Admission;
  verify(authorization: string | undefined, address: string): Promise<TenantContext>;
}

interface Range {
  readonly from: number;
  /** The first byte that is not in it. */
  readonly to: number;
}

const callers = new WeakMap<FastifyRequest, TenantContext>();
/** A download is long, and each part of it is decrypted anew: two at once are enough to take up one that hangs. */
const atOnceMax = 2;
const retryAfterSeconds = 10;

/**
 * `GET /exports/ID` with the bearer of whoever asked for the archive: big files do not pass through the API. What was broken off is
 * taken up with a Range header; nothing on the way keeps a copy.
 */
export function addExportsRoute(
  server: FastifyInstance,
  { archives, admission, verify }: ExportsRouteOptions,
): void {
  const underWay = new Map<string, number>();
  server.get<{ Params: { id: string } }>('/exports/:id', {
    onRequest: async (request) => {
      const caller = await verify(request.headers.authorization, request.ip);
      admission.mustBeWelcome(await admission.visit(caller));
      callers.set(request, caller);
    },
    handler: async (request, reply) => {
      const caller = callers.get(request);
      if (!caller) throw new Error('a request reached its handler without a caller');
      takePlace(underWay, caller.tenantId, reply);
      const { id } = request.params;
      const { range: given } = request.headers;
      const { bytes, sha256, partBytes } = await archives.begin(caller, id, startOf(given));
      const etag = `"${sha256}"`;
      // A range of another file than the caller has begun with would be put together to nonsense.
      const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
      const range = isSame ? rangeOf(given, bytes) : undefined;
      if (range === 'UNSATISFIABLE')
        return reply.status(416).header('content-range', `bytes */${bytes}`).send();
      const { from, to } = range ?? { from: 0, to: bytes };
      setHeaders(reply, { id, etag, bytes: to - from });
      if (range) reply.status(206).header('content-range', `bytes ${from}-${to - 1}/${bytes}`);
      if (request.method === 'HEAD') return reply.send();
      const parts = partsFrom((part) => archives.part(caller, id, part), { from, to }, partBytes);
      return reply.send(Readable.from(parts, { objectMode: false }));
    },
  });
}

/** Holds a place until the answer is over, however it ends. Fails with RATE_LIMITED when the tenant has no more. */
function takePlace(underWay: Map<string, number>, tenantId: string, reply: FastifyReply): void {
  const others = underWay.get(tenantId) ?? 0;
  if (others >= atOnceMax)
    throw new Fault('RATE_LIMITED', { retryAfterSeconds, retryAfterMs: retryAfterSeconds * 1_000 });
  underWay.set(tenantId, others + 1);
  reply.raw.once('close', () => {
    const left = (underWay.get(tenantId) ?? 1) - 1;
    if (left === 0) underWay.delete(tenantId);
    else underWay.set(tenantId, left);
  });
}

function setHeaders(
  reply: FastifyReply,
  { id, etag, bytes }: { readonly id: string; readonly etag: string; readonly bytes: number },
): void {
  reply.headers({
    'content-type': 'application/gzip',
    'content-length': bytes,
    'content-disposition': `attachment; filename="${id}.tar.gz"`,
    'accept-ranges': 'bytes',
    etag,
  });
}

/** What is written down of where a request begins; a strange header begins at the first byte. */
function startOf(range: string | undefined): number {
  return Number(/^bytes=(\d{1,15})-/.exec(range ?? '')?.[1] ?? 0);
}

/** One part is asked for when the one before has gone out. */
async function* partsFrom(
  read: (part: number) => Promise<Buffer>,
  { from, to }: Range,
  partBytes: number,
): AsyncGenerator<Buffer> {
  for (let part = Math.floor(from / partBytes); part * partBytes < to; part += 1) {
    const start = part * partBytes;
    const content = await read(part);
    yield content.subarray(Math.max(0, from - start), Math.min(content.length, to - start));
  }
}

/** How a service's answer to a question for an archive becomes bytes. */
export function archiveSource(tenant: {
  beginArchive(
    context: TenantContext,
    input: { id: string; from: number },
  ): ReturnType<ArchiveSource['begin']>;
  archivePart(context: TenantContext, input: { id: string; part: number }): Promise<{ base64: string }>;
}): ArchiveSource {
  return {
    begin: (context, id, from) => tenant.beginArchive(context, { id, from }),
    part: async (context, id, part) =>
      Buffer.from((await tenant.archivePart(context, { id, part })).base64, 'base64'),
  };
}
