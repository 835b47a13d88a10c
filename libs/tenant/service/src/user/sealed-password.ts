import type { TextPlace } from '@fanxing/runtime/encryption';

/** Where a password waits until the identity provider has it. */
export function passwordPlace(userId: string): TextPlace {
  return { table: 'tenant.user', column: 'temporary_password', rowId: userId, owner: userId };
}
