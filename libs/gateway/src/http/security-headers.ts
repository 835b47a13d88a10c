import type { FastifyInstance } from 'fastify';

export interface SecurityHeadersOptions {
  /** Whether everybody reaches this address by TLS, which ends in front of it: then browsers are told to stay with it. */
  readonly tlsInFront: boolean;
}

const always = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'x-permitted-cross-domain-policies': 'none',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** The API has nothing that a browser should show, run or keep. */
const ofTheApi = {
  'cache-control': 'private, no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
} as const;

/** For an answer of the API's that no hook sees. */
export const securityHeaders: Readonly<Record<string, string>> = { ...always, ...ofTheApi };

const twoYears = 'max-age=63072000; includeSubDomains';

/** Sets what a browser must be told on every answer. The identity provider's own pages keep what they say themselves. */
export function addSecurityHeaders(server: FastifyInstance, { tlsInFront }: SecurityHeadersOptions): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    reply.headers(always);
    if (tlsInFront) reply.header('strict-transport-security', twoYears);
    if (!request.url.startsWith('/realms/')) reply.headers(ofTheApi);
    done(null, payload);
  });
}
