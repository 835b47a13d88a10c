import type { Permission, Role } from '../identity/index.js';
import { defineContract, operation } from '../messaging/index.js';

/** What others may ask of the service that keeps a tenant's accounts, in the tenant's own name. */
export const identityContract = defineContract('identity', {
  /** How an account stands now; one that the tenant does not know is closed. */
  accountStanding: operation<{ kind: 'person' | 'client'; id: string }, AccountStanding>({ lookup: true }),
  /** Who holds a secret of ours, by its SHA-256 (base64url); null when it is none, has ended or was taken back. */
  secretHolder: operation<SecretShown, { holder: SecretHolder | null }>({ lookup: true }),
  /** The persons behind accounts, in the order asked for: two accounts of one person answer the same text. */
  personsOf: operation<{ actorIds: readonly string[] }, { persons: readonly string[] }>({ lookup: true }),
  /**
   * Asks for what needs two persons where the tenant wants it. Answers null when it may be done now, else the id of the
   * approval that it waits for, which is made when there is none.
   */
  askApproval: operation<ApprovalAsked, { approvalId: string | null }>(),
});

export interface AccountStanding {
  readonly isOpen: boolean;
  /** Tokens that were made up to then are void; milliseconds since 1970, 0 when none are. */
  readonly tokensFromMs: number;
  /** What the account may be at most. */
  readonly roles: readonly Role[];
}

export interface SecretShown {
  readonly kind: SecretKind;
  readonly sha256: string;
  /** At the outer door, where a use is counted and written down; a service behind it only asks again. */
  readonly isUse: boolean;
}

export type SecretKind = 'api-key' | 'access';

export interface SecretHolder {
  readonly actor: { readonly kind: 'person' | 'client'; readonly id: string };
  readonly roles: readonly Role[];
  /** What it may do of what its roles permit; null: all of it. */
  readonly scopes: readonly Permission[] | null;
  /** From where it may be used: addresses and networks such as 203.0.113.0/24; null: from anywhere. */
  readonly addresses: readonly string[] | null;
  readonly endsAtMs: number;
}

export interface ApprovalAsked {
  readonly operation: string;
  readonly requestHash: string;
  /** The request as JSON, for whoever approves it. */
  readonly request: string;
}
