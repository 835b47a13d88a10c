import { mustBeSealed } from './personal-fields.js';
import { Unreadable } from './unreadable.js';
import type { TenantKeys } from './tenant-keys.js';

/** A row with the wrapped data key that its sealed columns stand under; null in a row of before it was sealed. */
export interface SealedRow {
  readonly id: string;
  readonly dataKey: Buffer | null;
}

/** Makes the data key for one writing of a row; each column is sealed in its own place. */
export function newKeyOf(
  keys: TenantKeys,
  table: string,
  rowId: string,
  owner: string,
): { dataKey: Buffer; seal: (column: string, text: string) => Buffer; forget: () => void } {
  const { key, wrapped } = keys.make(owner);
  const { tenantId, environment } = keys;
  return {
    dataKey: wrapped,
    seal: (column, text) => {
      mustBeSealed(table, column);
      return key.sealText(text, { tenantId, environment, table, column, rowId });
    },
    forget: () => key.forget(),
  };
}

/** Opens a row's columns; a column that holds nothing is null. Fails with {@link Unreadable}. */
export function openedColumn(
  keys: TenantKeys,
  table: string,
  row: SealedRow,
  owner: string,
): (column: string, sealed: Buffer | null) => string | null {
  const key = row.dataKey ? keys.unwrap(row.dataKey, owner) : undefined;
  const { tenantId, environment } = keys;
  return (column, sealed) => {
    if (sealed === null) return null;
    if (!key) throw new Unreadable('KEY_DESTROYED');
    return key.openText(sealed, { tenantId, environment, table, column, rowId: row.id });
  };
}

/** Names the data key of a row, for the record of its destruction; null in a row of before it was sealed. */
export function keyIdOf(keys: TenantKeys, row: SealedRow, owner: string): string | null {
  return row.dataKey ? keys.unwrap(row.dataKey, owner).id : null;
}
