import { Fault } from '@fanxing/kernel';
import type { BorrowerInput } from '../generated/schema.js';
import type { BorrowerAttributes } from './borrower.store.js';

const referenceLengthMax = 128;
const attributesMax = 200;
const textLengthMax = 1_000;

/** Reads a borrower as a bank describes it. Fails with INPUT_INVALID and where. */
export function parseBorrower(
  input: BorrowerInput,
  path: string,
): { reference: string; attributes: BorrowerAttributes } {
  const reference = input.reference.trim();
  if (reference === '' || reference.length > referenceLengthMax) {
    throw new Fault(
      'INPUT_INVALID',
      { problem: `reference must have 1 to ${referenceLengthMax} characters` },
      `${path}.reference`,
    );
  }
  return { reference, attributes: parseAttributes(input.attributes ?? {}, `${path}.attributes`) };
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
