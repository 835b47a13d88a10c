import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import type { Instant } from '@fanxing/kernel';
import { canonicalJson } from './canonical-json.js';
import type { Seal } from './seal.js';

/** The platform's signed word that a chain had reached a seal. It stands in a file outside of the database. */
export interface Anchor {
  readonly tenantId: string;
  readonly environment: string;
  /** The seal's. */
  readonly sequence: string;
  /** The seal's. */
  readonly hash: string;
  readonly anchoredAt: Instant;
  /** Which key signed: the beginning of the SHA-256 of its public half. */
  readonly keyId: string;
  /** Ed25519 over the canonical form of all the rest; base64. */
  readonly signature: string;
}

/** What stands in the columns of `audit.shown_anchor`. */
export const anchorColumns = `tenant_id AS "tenantId", environment, sequence, hash, "anchoredAt", "keyId", signature`;

export function signAnchor(
  {
    tenantId,
    environment,
    sequence,
    hash,
  }: Omit<Seal, 'eventIds' | 'eventHashes' | 'previousHash' | 'sealedAt'>,
  anchoredAt: Instant,
  key: KeyObject,
): Anchor {
  const said = { tenantId, environment, sequence, hash, anchoredAt, keyId: keyIdOf(key) };
  return { ...said, signature: sign(null, messageOf(said), key).toString('base64') };
}

/** Whether the owner of this public key has said this. */
export function isSigned(anchor: Anchor, key: KeyObject): boolean {
  return verify(null, messageOf(anchor), key, Buffer.from(anchor.signature, 'base64'));
}

/** Whether two say the same, word for word. */
export function isSameAnchor(one: Anchor, other: Anchor): boolean {
  return one.signature === other.signature && messageOf(one).equals(messageOf(other));
}

/**
 * Signs any document of ours whose field `format` says what it is, so that it can not be taken for an anchor, nor an anchor for
 * it.
 */
export function signDocument(document: object, key: KeyObject): { keyId: string; signature: string } {
  const message = Buffer.from(canonicalJson(document));
  return { keyId: keyIdOf(key), signature: sign(null, message, key).toString('base64') };
}

/** The same for both halves of a key. */
export function keyIdOf(key: KeyObject): string {
  const half = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(half.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);
}

/** A new signing key, both halves as PEM. */
export function newAnchorKey(): { readonly privatePem: string; readonly publicPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }) as string,
  };
}

export function readPrivateKey(pem: string): KeyObject {
  return createPrivateKey(pem);
}

export function readPublicKey(pem: string): KeyObject {
  return createPublicKey(pem);
}

function messageOf(anchor: Omit<Anchor, 'signature'>): Buffer {
  const { tenantId, environment, sequence, hash, anchoredAt, keyId } = anchor;
  return Buffer.from(canonicalJson({ version: 1, tenantId, environment, sequence, hash, anchoredAt, keyId }));
}
