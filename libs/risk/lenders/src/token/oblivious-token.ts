import { ristretto255_oprf as suite } from '@noble/curves/ed25519.js';

/** The suite of RFC 9497, in its verifiable mode (VOPRF). */
export const tokenSuite = 'ristretto255-SHA512';

/** Bytes from a source that nobody can foresee. */
export type RandomBytes = (length?: number) => Uint8Array;

export interface EvaluatorKeys {
  readonly secretKey: Uint8Array;
  /** 32 bytes; published, so that everybody can check that everybody is answered under the same key. */
  readonly publicKey: Uint8Array;
}

/** An identifier as it leaves whoever knows it: `blinded` goes to the evaluator, `blind` stays and is used once. */
export interface BlindedIdentifier {
  readonly input: Uint8Array;
  readonly blind: Uint8Array;
  readonly blinded: Uint8Array;
}

/** What the evaluator made of blinded identifiers, with one proof that it used the key that it has published. */
export interface Evaluation {
  readonly evaluated: readonly Uint8Array[];
  readonly proof: Uint8Array;
}

/** How much of the output names a person: two of a billion persons share 16 bytes with a probability under 10⁻²⁰. */
const tokenLength = 16;

/** DeriveKeyPair of the RFC: the same 32 secret bytes and purpose always give the same keys. */
export function evaluatorKeysFrom(seed: Uint8Array, purpose: string): EvaluatorKeys {
  return suite.voprf.deriveKeyPair(seed, new TextEncoder().encode(purpose));
}

/**
 * Blinds an identifier: what leaves is a random point, the same for nobody and never twice. `kind` keeps a telephone number from ever
 * having the token of an identity number. The identifier must be in its one written form.
 */
export function blindIdentifier(kind: string, identifier: string, random: RandomBytes): BlindedIdentifier {
  const input = new TextEncoder().encode(JSON.stringify([kind, identifier]));
  const { blind, blinded } = suite.voprf.blind(input, random);
  return { input, blind, blinded };
}

/** The evaluator's part: it learns nothing of what is blinded. Throws for bytes that are no element of the group. */
export function evaluateBlinded(
  { secretKey, publicKey }: EvaluatorKeys,
  blinded: readonly Uint8Array[],
  random: RandomBytes,
): Evaluation {
  return suite.voprf.blindEvaluateBatch(secretKey, publicKey, [...blinded], random);
}

/**
 * Tokens, in the order of the identifiers: the same identifier has the same token whoever blinded it, and nobody makes it without the
 * evaluator. Throws unless the proof says that the evaluation was done under `publicKey`.
 */
export function tokensFrom(
  blinded: readonly BlindedIdentifier[],
  { evaluated, proof }: Evaluation,
  publicKey: Uint8Array,
): Uint8Array[] {
  const items = blinded.map((each, place) => ({ ...each, evaluated: evaluated[place] ?? new Uint8Array() }));
  return suite.voprf.finalizeBatch(items, publicKey, proof).map((output) => output.slice(0, tokenLength));
}
