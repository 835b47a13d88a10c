import type { StructuredToken, Token } from 'oidc-provider';
import type { Belonging, RealmStore } from './realm-store.js';

/** Whom access tokens are for. */
export const audience = 'fanxing-api';
/** Keycloak's name for its own admin API, whose tokens open nothing else. */
export const adminAudience = 'realm-management';

/**
 * Gives an access token the claims that Keycloak gives, and ours. Client tokens carry `client_id`; people's don't,
 * which tells one from the other in Keycloak too.
 */
export function addKeycloakClaims(store: RealmStore, token: Token, jwt: StructuredToken): void {
  const { payload } = jwt;
  jwt.header = { typ: 'JWT' };
  payload['typ'] = 'Bearer';
  payload['azp'] = token.clientId;
  payload['scope'] ??= 'profile email';
  if (token.accountId === undefined) addClientClaims(store, token.clientId, payload);
  else addUserClaims(store, token.accountId, payload);
}

function addClientClaims(store: RealmStore, clientId: string, payload: Record<string, unknown>): void {
  const client = store.clientNamed(clientId);
  if (!client) throw new Error(`client ${clientId} vanished while its token was made`);
  payload['sub'] = client.serviceAccountId;
  payload['preferred_username'] = `service-account-${clientId}`;
  payload['realm_access'] = { roles: client.roles };
  payload['actor_kind'] = 'client';
  addBelonging(client, payload);
}

function addUserClaims(store: RealmStore, userId: string, payload: Record<string, unknown>): void {
  const user = store.user(userId);
  if (!user) throw new Error(`user ${userId} vanished while the token was made`);
  delete payload['client_id'];
  payload['preferred_username'] = user.username;
  payload['realm_access'] = { roles: user.roles };
  payload['actor_kind'] = 'person';
  addBelonging(user, payload);
}

function addBelonging({ tenantId, environment }: Belonging, payload: Record<string, unknown>): void {
  if (tenantId !== undefined) payload['tenant_id'] = tenantId;
  if (environment !== undefined) payload['environment'] = environment;
}
