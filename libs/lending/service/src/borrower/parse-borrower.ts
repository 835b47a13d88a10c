import { Fault, type Instant } from '@fanxing/kernel';
import { normalCreditCode, normalIdentityNumber, normalPhone } from '@fanxing/lending-domain';
import type { BorrowerInput } from '../generated/schema.js';
import type { GivenBorrower } from './borrower.store.js';
import type { BorrowerAttributes, BorrowerDetails } from './sealed-borrower.js';

const referenceLengthMax = 128;
const nameLengthMax = 200;
const attributesMax = 200;
const textLengthMax = 1_000;

/** Reads a borrower as a bank describes it. Fails with INPUT_INVALID and where. */
export function parseBorrower(input: BorrowerInput, now: Instant, path: string): GivenBorrower {
  const reference = input.reference.trim();
  if (reference === '' || reference.length > referenceLengthMax || !isWhole(reference)) {
    throw new Fault(
      'INPUT_INVALID',
      {
        problem: `reference must have 1 to ${referenceLengthMax} characters, none of them zero or half of one`,
      },
      `${path}.reference`,
    );
  }
  const attributes = parseAttributes(input.attributes ?? {}, `${path}.attributes`);
  return {
    reference,
    attributes,
    ...parseName(input.name, path),
    ...parseIdentifiers(input, now, `${path}.`),
  };
}

type Identifiers = Pick<BorrowerDetails, 'phone' | 'identityNumber' | 'unifiedSocialCreditCode'>;

/**
 * Reads identifiers into their one written form; what is not given is left out, so that it stays as it is. Fails with
 * IDENTIFIER_INVALID, which repeats nothing of it.
 */
export function parseIdentifiers(
  given: { readonly [Name in keyof Identifiers]?: string | null | undefined },
  now: Instant,
  path: string,
): Partial<Identifiers> {
  // Whoever is born today in China may be so by Universal Time tomorrow: a day more is no mistake.
  const today = new Date(Date.parse(now) + 86_400_000).toISOString().slice(0, 10);
  const normal = {
    phone: normalPhone,
    identityNumber: (text: string) => normalIdentityNumber(text, today),
    unifiedSocialCreditCode: normalCreditCode,
  };
  const read: Partial<Record<keyof Identifiers, string>> = {};
  for (const what of ['phone', 'identityNumber', 'unifiedSocialCreditCode'] as const) {
    const text = given[what];
    if (text === null || text === undefined) continue;
    const right = normal[what](text);
    if (right === undefined) throw new Fault('IDENTIFIER_INVALID', { what }, `${path}${what}`);
    read[what] = right;
  }
  return read;
}

function parseName(given: string | null | undefined, path: string): { name?: string } {
  if (given === null || given === undefined) return {};
  const name = given.trim();
  if (name !== '' && name.length <= nameLengthMax && isWhole(name)) return { name };
  throw new Fault(
    'INPUT_INVALID',
    { problem: `name must have 1 to ${nameLengthMax} characters` },
    `${path}.name`,
  );
}

/**
 * Whether a text is the same after it was written down: a zero character, which files of others end at, or half of a surrogate pair
 * would make two references one. The database, which would refuse it, sees it sealed.
 */
function isWhole(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

/** Reads a borrower's attributes. Fails with INPUT_INVALID or BATCH_TOO_LARGE. */
export function parseAttributes(value: unknown, path: string): BorrowerAttributes {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new Fault(
      'INPUT_INVALID',
      { problem: 'attributes must be an object of names with text, numbers or null' },
      path,
    );
  }
  const entries = Object.entries(value as Record<string, unknown>);
  if (entries.length > attributesMax) throw new Fault('BATCH_TOO_LARGE', { limit: attributesMax }, path);
  for (const [name, attribute] of entries) {
    const fits =
      attribute === null ||
      (typeof attribute === 'number' && Number.isFinite(attribute)) ||
      (typeof attribute === 'string' && attribute.length <= textLengthMax);
    if (!fits)
      throw new Fault(
        'INPUT_INVALID',
        { problem: `attribute "${name.slice(0, 64)}" must be text, a number or null` },
        path,
      );
  }
  return value as BorrowerAttributes;
}
