import type { Id } from '@fanxing/kernel';
import type { Role } from '@fanxing/runtime/identity';

export type UserStatus = 'PENDING' | 'ACTIVE' | 'DISABLED';

/** A person who signs in. */
export interface User {
  readonly id: Id<'user'>;
  /** With the tenant's slug, so that it is unique at the identity provider; audit records name the person by it. */
  readonly username: string;
  readonly roles: readonly Role[];
  readonly status: UserStatus;
}
