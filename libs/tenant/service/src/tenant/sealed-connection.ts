import { openText, sealText, type TenantKeys } from '@fanxing/runtime/encryption';

/** The bank's own key is all that is secret in a connection. */
const secret = 'apiKey';

function placeIn({ tenantId }: TenantKeys) {
  return { table: 'tenant.bank_connection', column: 'connection', rowId: tenantId, owner: 'bank_connection' };
}

/** A connection as it is kept. */
export function sealConnection(keys: TenantKeys, connection: object): Record<string, unknown> {
  return withSecret(connection, (text) => sealText(keys, placeIn(keys), text));
}

/** A connection as the bank's port needs it. */
export function openConnection(keys: TenantKeys, connection: object): Record<string, unknown> {
  return withSecret(connection, (text) => openText(keys, placeIn(keys), text));
}

function withSecret(connection: object, change: (text: string) => string): Record<string, unknown> {
  const { [secret]: text, ...rest } = connection as Record<string, unknown>;
  return typeof text === 'string' ? { ...rest, [secret]: change(text) } : rest;
}
