import type { Id } from '@fanxing/kernel';
import type { Role } from '@fanxing/runtime/identity';

/** A program with credentials of its own. */
export interface Client {
  readonly id: Id<'client'>;
  /** What it calls itself at the identity provider, and what audit records call it: its id. */
  readonly clientId: Id<'client'>;
  readonly name: string;
  readonly roles: readonly Role[];
}
