import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  blindIdentifier,
  evaluateBlinded,
  evaluatorKeysFrom,
  tokensFrom,
  type BlindedIdentifier,
  type Evaluation,
} from './oblivious-token.js';

interface Vectors {
  readonly seed: string;
  readonly keyInfo: string;
  readonly secretKey: string;
  readonly publicKey: string;
  readonly outputs: readonly string[];
  readonly vectors: readonly {
    readonly inputs: readonly string[];
    readonly blinds: readonly string[];
    readonly blinded: readonly string[];
    readonly evaluated: readonly string[];
    readonly proofRandom: string;
    readonly proof: string;
  }[];
}

/** RFC 9497, appendix A.1.2: ristretto255-SHA512, VOPRF. */
const rfc = JSON.parse(readFileSync(join(import.meta.dirname, 'rfc9497-a12.json'), 'utf8')) as Vectors;

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (some: Uint8Array): string => Buffer.from(some).toString('hex');
const random = (length = 32): Uint8Array => new Uint8Array(randomBytes(length));

/** A source that makes the library draw exactly this scalar: it takes the bytes, little end first, modulo the order less one, and adds one. */
const drawing =
  (scalar: string) =>
  (length = 32): Uint8Array => {
    const drawn = new Uint8Array(length);
    drawn.set(bytes(scalar));
    let place = 0;
    while (drawn[place] === 0) drawn[place++] = 255;
    drawn[place] = (drawn[place] ?? 0) - 1;
    return drawn;
  };

const keys = evaluatorKeysFrom(bytes(rfc.seed), rfc.keyInfo);

describe('tokens, by the vectors of RFC 9497', () => {
  it('have the keys that the seed gives', () => {
    expect([hex(keys.secretKey), hex(keys.publicKey)]).toEqual([rfc.secretKey, rfc.publicKey]);
  });

  it.each(rfc.vectors.map((vector) => [vector.inputs.join(' '), vector] as const))('of %s', (_, vector) => {
    const { evaluated, proof } = evaluateBlinded(
      keys,
      vector.blinded.map(bytes),
      drawing(vector.proofRandom),
    );
    expect([evaluated.map(hex), hex(proof)]).toEqual([vector.evaluated, vector.proof]);
    const items = vector.inputs.map((input, place) => ({
      input: bytes(input),
      blind: bytes(vector.blinds[place] ?? ''),
      blinded: bytes(vector.blinded[place] ?? ''),
    }));
    const wanted = vector.inputs.map((input) => rfc.outputs[input === '00' ? 0 : 1]?.slice(0, 32));
    expect(tokensFrom(items, { evaluated, proof }, keys.publicKey).map(hex)).toEqual(wanted);
  });

  it('hide an identifier under the blind that was drawn', () => {
    const [vector] = rfc.vectors;
    const { blind } = blindIdentifier('IDENTITY', 'x', drawing(vector?.blinds[0] ?? ''));
    expect(hex(blind)).toBe(vector?.blinds[0]);
  });
});

describe('a token', () => {
  const asked = (...identifiers: [string, string][]): BlindedIdentifier[] =>
    identifiers.map(([kind, identifier]) => blindIdentifier(kind, identifier, random));
  const answered = (blinded: readonly BlindedIdentifier[], by = keys): Evaluation =>
    evaluateBlinded(
      by,
      blinded.map((each) => each.blinded),
      random,
    );
  const tokens = (...identifiers: [string, string][]): string[] => {
    const blinded = asked(...identifiers);
    return tokensFrom(blinded, answered(blinded), keys.publicKey).map(hex);
  };

  it('is the same whoever asks, though what they send never is', () => {
    const [first, second] = [asked(['PHONE', '+8613800000000']), asked(['PHONE', '+8613800000000'])];
    expect(hex(first[0]?.blinded ?? bytes(''))).not.toBe(hex(second[0]?.blinded ?? bytes('')));
    expect(tokens(['PHONE', '+8613800000000'])).toEqual(tokens(['PHONE', '+8613800000000']));
    expect(tokens(['PHONE', '+8613800000000'])[0]).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is another for another kind, another person and another key', () => {
    const some = tokens(['PHONE', '1'], ['IDENTITY', '1'], ['IDENTITY', '2']);
    const others = evaluatorKeysFrom(random(32), 'other');
    const blinded = asked(['IDENTITY', '1']);
    some.push(...tokensFrom(blinded, answered(blinded, others), others.publicKey).map(hex));
    expect(new Set(some).size).toBe(4);
  });

  it('is not made where the evaluator used another key than it has published, or answers something else', () => {
    const blinded = asked(['IDENTITY', '1'], ['PHONE', '1']);
    const others = evaluatorKeysFrom(random(32), 'other');
    const { evaluated, proof } = answered(blinded);
    const broken: Evaluation[] = [
      answered(blinded, others),
      { evaluated: [...evaluated].reverse(), proof },
      { evaluated: evaluated.slice(0, 1), proof },
      { evaluated, proof: proof.map((byte, place) => (place === 0 ? byte ^ 1 : byte)) },
    ];
    for (const evaluation of broken)
      expect(() => tokensFrom(blinded, evaluation, keys.publicKey)).toThrow(/proof|expected|invalid|bad/i);
  });

  it('is not evaluated for what is no element of the group, nor for its identity', () => {
    for (const wrong of ['ff'.repeat(32), '00'.repeat(32), '00'])
      expect(() => evaluateBlinded(keys, [bytes(wrong)], random)).toThrow();
  });
});
