import type { TenantKeys } from './tenant-keys.js';

/**
 * A digest that nobody can compare guesses with: of a request with a person's data in it, which is kept to recognise the request when
 * it is repeated. Whoever has a copy of the database and all of a request but somebody's telephone number could else try numbers until
 * the digest fits. The same request has the same keyed digest in its tenant's environment, and nothing in common elsewhere.
 */
export function keyedDigest(keys: TenantKeys, digest: string): string {
  return keys.blind('idempotency_key.request_hash', digest).toString('base64url');
}
