import { createPublicKey, generateKeyPair, type JsonWebKey } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { calculateJwkThumbprint } from 'jose';
import { readJson, writeDurably } from './durable-file.js';

export interface KeySet {
  readonly keys: readonly JsonWebKey[];
}

/** The keys that sign tokens, made once: verifiers keep trusting them over restarts. */
export async function provideSigningKeys(folder: string): Promise<KeySet> {
  const file = path.join(folder, 'signing-keys.json');
  const kept = (await readJson(file)) as KeySet | undefined;
  if (kept) return kept;
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const jwk = privateKey.export({ format: 'jwk' });
  const kid = await calculateJwkThumbprint({ kty: 'RSA', e: String(jwk.e), n: String(jwk.n) });
  const made: KeySet = { keys: [{ ...jwk, kid, alg: 'RS256', use: 'sig' }] };
  await writeDurably(file, JSON.stringify(made));
  return made;
}

export function publicPart(keySet: KeySet): { keys: (JsonWebKey & { kty: string })[] } {
  return {
    keys: keySet.keys.map(({ kid, alg, use, ...key }) => ({
      ...createPublicKey({ key, format: 'jwk' }).export({ format: 'jwk' }),
      kty: 'RSA',
      kid,
      alg,
      use,
    })),
  };
}
