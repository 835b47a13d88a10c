import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { Fault } from '@fanxing/kernel';

const keysMax = 4;
const rsaBitsMin = 2048;
/** What belongs to a private or shared key. */
const secretParts = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/**
 * Reads the public keys with which a program will sign its assertions, and writes them with nothing else beside them: no
 * addresses to fetch (`x5u`), no certificates. Fails with INPUT_INVALID; a private key is refused, because it is known now.
 */
export function parseJwks(text: string, path: string): string {
  const keys = keysIn(text);
  if (!keys || keys.length === 0 || keys.length > keysMax) throw invalid(path);
  const ids = keys.map(({ kid }) => kid);
  if (new Set(ids).size !== ids.length) throw invalid(path);
  return JSON.stringify({ keys: keys.map((key) => publicPart(key, path)) });
}

function keysIn(text: string): (JsonWebKey & { kid?: unknown })[] | undefined {
  try {
    const { keys } = JSON.parse(text) as { keys?: unknown };
    const areObjects =
      Array.isArray(keys) &&
      keys.every((key) => key !== null && typeof key === 'object' && !Array.isArray(key));
    return areObjects ? (keys as JsonWebKey[]) : undefined;
  } catch {
    return undefined;
  }
}

function publicPart(key: JsonWebKey & { kid?: unknown }, path: string): Record<string, unknown> {
  if (secretParts.some((part) => part in key)) throw invalid(path);
  const { kid } = key;
  const parts = key.kty === 'RSA' ? (['kty', 'n', 'e'] as const) : (['kty', 'crv', 'x', 'y'] as const);
  const material: JsonWebKey = Object.fromEntries(parts.map((part) => [part, key[part]]));
  if (!isStrong(material) || (kid !== undefined && !/^[\w.-]{1,64}$/.test(String(kid)))) throw invalid(path);
  return { ...material, use: 'sig', ...(kid !== undefined && { kid: String(kid) }) };
}

function isStrong(material: JsonWebKey): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({ key: material, format: 'jwk' });
    if (asymmetricKeyType === 'rsa') return (asymmetricKeyDetails?.modulusLength ?? 0) >= rsaBitsMin;
    return asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}

function invalid(path: string): Fault {
  const problem = `jwks must be a JSON Web Key Set of 1 to ${keysMax} public keys, each with its own kid: RSA from ${rsaBitsMin} bits, or EC P-256`;
  return new Fault('INPUT_INVALID', { problem }, path);
}
