import type { AdminAnswer, AdminRequest } from './admin-request.js';
import {
  belongingOf,
  clientIdOf,
  enabledOf,
  jwksOf,
  parseObject,
  rotationEndOf,
  secretOf,
} from './admin-input.js';
import { RequestError } from './http.js';
import type { RealmClient, RealmStore } from './realm-store.js';
import { hashClientSecret, newClientSecret } from './secrets.js';

export async function createClient(store: RealmStore, request: AdminRequest): Promise<AdminAnswer> {
  const body = parseObject(request.body);
  const clientId = clientIdOf(body);
  const jwks = jwksOf(body);
  const name = body['name'];
  if (body['serviceAccountsEnabled'] !== true || body['publicClient'] === true)
    throw new RequestError(400, { errorMessage: 'only clients with a service account can be made here' });
  const added = await store.addClient({
    clientId,
    ...(typeof name === 'string' && { name: name.slice(0, 255) }),
    enabled: enabledOf(body) ?? true,
    grants: ['client_credentials'],
    ...(jwks ? { jwks } : { secretHash: hashClientSecret(secretOf(body) ?? newClientSecret()) }),
    ...belongingOf(body),
    roles: [],
  });
  if (!added) throw new RequestError(409, { errorMessage: `Client ${clientId} already exists` });
  return { status: 201, location: `${request.base}/clients/${added.id}` };
}

export function findClients(store: RealmStore, { query }: AdminRequest): AdminAnswer {
  const found = store.clientNamed(query.get('clientId') ?? '');
  return { status: 200, body: found ? [representation(found)] : [] };
}

export function getClient(store: RealmStore, { id }: AdminRequest): AdminAnswer {
  return { status: 200, body: representation(existing(store, id)) };
}

/** Name, whether it is enabled, and attributes; what the body leaves out stays. */
export async function changeClient(store: RealmStore, request: AdminRequest): Promise<AdminAnswer> {
  const { id } = existing(store, request.id);
  const body = parseObject(request.body);
  const name = body['name'];
  const enabled = enabledOf(body);
  const change = {
    ...(typeof name === 'string' && { name: name.slice(0, 255) }),
    ...(enabled !== undefined && { enabled }),
    ...belongingOf(body),
  };
  const secret = secretOf(body);
  const ends = rotationEndOf(body);
  const jwks = jwksOf(body);
  await store.changeClient(id, (client) => ({
    ...change,
    ...(jwks && client.jwks && { jwks }),
    ...(secret !== undefined && !client.jwks && rotation(client, hashClientSecret(secret), ends)),
  }));
  return { status: 204 };
}

/** The new secret, and the old one until its end. One that was the same already changes nothing. */
function rotation(client: RealmClient, secretHash: string, ends: number | undefined): Partial<RealmClient> {
  if (client.secretHash === secretHash) return {};
  const rotated = ends && client.secretHash ? { secretHash: client.secretHash, ends } : undefined;
  return { secretHash, rotated };
}

export async function deleteClient(store: RealmStore, request: AdminRequest): Promise<AdminAnswer> {
  await store.remove('clients', existing(store, request.id).id);
  return { status: 204 };
}

/** The old secret ends at once. */
export async function regenerateSecret(store: RealmStore, request: AdminRequest): Promise<AdminAnswer> {
  const { id, jwks } = existing(store, request.id);
  if (jwks)
    throw new RequestError(400, { errorMessage: 'this client signs with its own key and has no secret' });
  const value = newClientSecret();
  await store.changeClient(id, () => ({ secretHash: hashClientSecret(value), rotated: undefined }));
  return { status: 200, body: { type: 'secret', value } };
}

export function getServiceAccount(store: RealmStore, { id }: AdminRequest): AdminAnswer {
  const { clientId, serviceAccountId, enabled } = existing(store, id);
  return { status: 200, body: { id: serviceAccountId, username: `service-account-${clientId}`, enabled } };
}

function existing(store: RealmStore, id: string): RealmClient {
  const found = store.client(id);
  if (!found) throw new RequestError(404, { error: 'Could not find client' });
  return found;
}

function representation(client: RealmClient): Record<string, unknown> {
  const { id, clientId, name, enabled, tenantId, environment, secretHash, jwks, grants } = client;
  return {
    id,
    clientId,
    name,
    enabled,
    publicClient: !secretHash && !jwks,
    serviceAccountsEnabled: grants.includes('client_credentials'),
    directAccessGrantsEnabled: grants.includes('password'),
    attributes: {
      tenant_id: tenantId,
      environment,
      ...(jwks
        ? { 'use.jwks.string': 'true', 'jwks.string': JSON.stringify(jwks) }
        : // What Keycloak can't: see the platform's KeycloakAdmin.
          { 'fanxing.secret.overlap': 'true' }),
    },
    ...(jwks && { clientAuthenticatorType: 'client-jwt' }),
  };
}
