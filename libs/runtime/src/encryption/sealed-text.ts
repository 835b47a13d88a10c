import type { Place } from './sealed-value.js';
import { tenantKeyVersionOf } from './sealed-value.js';
import { newKeyOf, openedColumn } from './sealed-row.js';
import type { TenantKeys } from './tenant-keys.js';
import { Unreadable } from './unreadable.js';

/** Where a text stands, and whose it is. */
export interface TextPlace extends Pick<Place, 'table' | 'column' | 'rowId'> {
  /** Whose key it goes with: a borrower's id, or the row's own. */
  readonly owner: string;
}

/**
 * What stands in front of a sealed text; then the version of the tenant's key, a dot, the wrapped data key, a dot, the sealed
 * value, both in base64url.
 */
export const sealedMark = 'fx1.';

/** Seals a single value with a data key of its own, as text for a column of text. */
export function sealText(keys: TenantKeys, place: TextPlace, text: string): string {
  const { dataKey, seal, forget } = newKeyOf(keys, place.table, place.rowId, place.owner);
  const sealed = seal(place.column, text);
  forget();
  return `${sealedMark}${tenantKeyVersionOf(dataKey)}.${dataKey.toString('base64url')}.${sealed.toString('base64url')}`;
}

/** Opens such a text; one of before it was sealed is what it is. Fails with {@link Unreadable}. */
export function openText(keys: TenantKeys, place: TextPlace, text: string): string {
  if (!text.startsWith(sealedMark)) return text;
  const [, , wrapped = '', sealed = ''] = text.split('.');
  const row = { id: place.rowId, dataKey: Buffer.from(wrapped, 'base64url') };
  const open = openedColumn(keys, place.table, row, place.owner);
  const opened = open(place.column, Buffer.from(sealed, 'base64url'));
  if (opened === null) throw new Unreadable('MALFORMED');
  return opened;
}

/** SQL that is true of a column whose text is not sealed under a version or a newer one. */
export function olderThan(column: string, version: string): string {
  return `(${column} NOT LIKE '${sealedMark}%' OR split_part(${column}, '.', 2)::integer < ${version})`;
}
