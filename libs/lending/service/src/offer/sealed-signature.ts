import { sealText, type TenantKeys, type TextColumn } from '@fanxing/runtime/encryption';

/** Of a signature, what it refers to: it may hold a number or a name of the person. */
export const signatureColumn: TextColumn = {
  table: 'lending.offer',
  column: 'signature',
  id: 'id',
  owner: 'kept.id',
  when: 'kept.signature IS NOT NULL',
  read: `(kept.signature ->> 'reference')`,
  write: `jsonb_set(kept.signature, '{reference}', to_jsonb(given.text))`,
};

/**
 * A signature as it is kept. It goes with the contract, which the law keeps when the person is erased, and so has the offer's
 * key and not the borrower's.
 */
export function sealSignature<Signature extends { readonly reference: string }>(
  keys: TenantKeys,
  offerId: string,
  signature: Signature,
): Signature {
  const { table, column } = signatureColumn;
  const place = { table, column, rowId: offerId, owner: offerId };
  return { ...signature, reference: sealText(keys, place, signature.reference) };
}
