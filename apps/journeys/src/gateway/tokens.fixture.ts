import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningPlatform } from '../harness/running-platform.fixture.js';

type Claims = Record<string, unknown>;

export interface TokenParts {
  readonly header: Record<string, unknown>;
  readonly claims: Claims;
}

/** The parts of a token that was really given out. */
export function readToken(authorization: string): TokenParts {
  const [header = '', claims = ''] = authorization.replace('Bearer ', '').split('.');
  const parse = (part: string): Claims => JSON.parse(Buffer.from(part, 'base64url').toString()) as Claims;
  return { header: parse(header), claims: parse(claims) };
}

/**
 * Signs with the platform's own key, which lies in its data folder. So a test makes the very token that the issuer would have
 * given out at another time, or for somebody else, without waiting for it.
 */
export function issuersKey(platform: RunningPlatform): KeyObject {
  const file = readFileSync(join(platform.folder, 'identity', 'signing-keys.json'), 'utf8');
  const [jwk] = (JSON.parse(file) as { keys: JsonWebKey[] }).keys;
  return createPrivateKey({ key: jwk ?? {}, format: 'jwk' });
}

export function strangersKey(): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
}

export function signed({ header, claims }: TokenParts, key: KeyObject): string {
  const content = contentOf(header, claims);
  return `Bearer ${content}.${sign('RSA-SHA256', Buffer.from(content), key).toString('base64url')}`;
}

export function unsigned({ header, claims }: TokenParts): string {
  return `Bearer ${contentOf({ ...header, alg: 'none' }, claims)}.`;
}

/** The public key taken for a shared secret: what a careless verifier accepts. */
export function signedWithThePublicKey({ header, claims }: TokenParts, key: KeyObject): string {
  const content = contentOf({ ...header, alg: 'HS256' }, claims);
  const secret = createPublicKey(key).export({ type: 'spki', format: 'pem' });
  return `Bearer ${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

function contentOf(header: Record<string, unknown>, claims: Claims): string {
  return [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
}
