import type { Id, Instant } from '@fanxing/kernel';
import type { Permission, Role } from '@fanxing/runtime/identity';

export type ApiKeyStatus = 'ACTIVE' | 'EXPIRED' | 'REVOKED';

/** A key for the sandbox, without its secret, which nobody has kept. */
export interface ApiKey {
  readonly id: Id<'apiKey'>;
  readonly name: string;
  readonly prefix: string;
  readonly roles: readonly Role[];
  readonly scopes: readonly Permission[];
  readonly addresses: readonly string[] | null;
  readonly status: ApiKeyStatus;
  readonly expiresAt: Instant;
  readonly lastUsedAt: Instant | null;
  readonly createdAt: Instant;
  readonly createdBy: string;
}
