import type { Id } from '@fanxing/kernel';
import type { Role } from '@fanxing/runtime/identity';

export type ClientStatus = 'PENDING' | 'ACTIVE' | 'DISABLED' | 'DELETED';
/** By a secret, or by assertions that it signs with a key of its own. */
export type ClientAuthentication = 'SECRET' | 'PRIVATE_KEY';

/** A program with credentials of its own. */
export interface Client {
  readonly id: Id<'client'>;
  /** What it calls itself at the identity provider, and what audit records call it: its id. */
  readonly clientId: Id<'client'>;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly status: ClientStatus;
  readonly authentication: ClientAuthentication;
}
