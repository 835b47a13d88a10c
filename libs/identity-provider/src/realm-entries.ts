/** Whose work a client or a person does; both are empty for the platform's own clients. */
export interface Belonging {
  readonly tenantId?: string;
  readonly environment?: string;
}

/** A program with its own credentials. */
export interface RealmClient extends Belonging {
  /** Keycloak's internal id. `clientId` is what the program calls itself. */
  readonly id: string;
  readonly clientId: string;
  readonly name?: string;
  readonly enabled: boolean;
  readonly grants: readonly ('client_credentials' | 'password' | 'authorization_code' | 'refresh_token')[];
  /** Where a person's browser may be sent back to, for a client in which people sign in by a page. */
  readonly redirectUris?: readonly string[];
  readonly postLogoutRedirectUris?: readonly string[];
  readonly secretHash?: string;
  /** The secret before it, until its end (in seconds since 1970): while a rotation overlaps. */
  readonly rotated?: { readonly secretHash: string; readonly ends: number } | undefined;
  /** Public keys, for a client that signs its own assertions instead of sending a secret. */
  readonly jwks?: { readonly keys: readonly Record<string, unknown>[] };
  /** The `sub` of its tokens: in Keycloak each client has a user that stands for it. */
  readonly serviceAccountId: string;
  readonly roles: readonly string[];
}

/** A person. */
export interface RealmUser extends Belonging {
  readonly id: string;
  readonly username: string;
  readonly enabled: boolean;
  /** What they signed in with up to then is void, in seconds since 1970, as Keycloak keeps it. */
  readonly notBefore?: number;
  readonly passwordHash?: string;
  readonly roles: readonly string[];
}

/** A tenant: its people are its members. */
export interface RealmOrganization {
  readonly id: string;
  readonly name: string;
  readonly tenantId?: string;
  /** Ids of people. */
  readonly members: readonly string[];
}

/** A token that is good no more, with the end that it would have had, in seconds since 1970. */
export interface RevokedToken {
  readonly tokenId: string;
  readonly exp: number;
}
