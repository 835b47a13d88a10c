import { createHash, randomBytes } from 'node:crypto';
import { isId, type Id } from '@fanxing/kernel';
import type { Environment } from '../identity/index.js';
import type { SecretKind } from './identity-contract.js';

/** A secret of ours that is shown instead of a token, as its holder and the keeper of its hash see it. */
export interface BearerSecret {
  readonly text: string;
  readonly sha256: string;
  /** Its beginning, by which people tell one from another; too little to guess the rest. */
  readonly prefix: string;
}

/** What can be read from a secret without asking anybody. */
export interface SecretRead {
  readonly kind: SecretKind;
  readonly tenantId: Id<'tenant'>;
  readonly environment: Environment;
  readonly sha256: string;
}

const letters = { 'api-key': 'fxk', access: 'fxb' } as const;
const shape = /^(fxk|fxb)_(s|l)([0-7][0-9a-hjkmnp-tv-z]{25})_([\w-]{43})$/;

/**
 * Makes a secret: what it is, whose (row-level security shows nobody's keys at large), and 256 random bits. Because those can't
 * be guessed, one round of SHA-256 without a key keeps it as well as a slow hash would, and finds it by an index; how long the
 * index looks tells something of the hash, which nobody can choose.
 */
export function newBearerSecret(kind: SecretKind, tenantId: string, environment: Environment): BearerSecret {
  const random = randomBytes(32).toString('base64url');
  const whose = `${environment === 'live' ? 'l' : 's'}${tenantId.slice('tenant_'.length)}`;
  const text = `${letters[kind]}_${whose}_${random}`;
  return { text, sha256: sha256Of(text), prefix: `${letters[kind]}_…_${random.slice(0, 6)}` };
}

/** Whether a text claims to be a secret of ours, good or not. */
export function isBearerSecret(text: string): boolean {
  return /^fx[kb]_/.test(text);
}

/** Undefined for what can't be one. */
export function readBearerSecret(text: string): SecretRead | undefined {
  const [, letter, world, suffix] = shape.exec(text) ?? [];
  const tenantId = `tenant_${suffix}`;
  if (letter === undefined || !isId('tenant', tenantId)) return undefined;
  return {
    kind: letter === 'fxk' ? 'api-key' : 'access',
    tenantId,
    environment: world === 'l' ? 'live' : 'sandbox',
    sha256: sha256Of(text),
  };
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
