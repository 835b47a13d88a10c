import type { AdminAnswer, AdminRequest } from './admin-request.js';
import { belongingOf, parseObject } from './admin-input.js';
import { RequestError } from './http.js';
import type { RealmOrganization, RealmStore } from './realm-store.js';

/** Tenants as Keycloak's Organizations have them, as far as the platform uses that API; and the end of clients and people. */
export async function createOrganization(store: RealmStore, request: AdminRequest): Promise<AdminAnswer> {
  const body = parseObject(request.body);
  const name = body['name'];
  if (typeof name !== 'string' || !/^[a-z0-9-]{2,40}$/.test(name))
    throw new RequestError(400, { errorMessage: 'name must be 2 to 40 of a–z, 0–9 and dashes' });
  const { tenantId } = belongingOf(body);
  const added = await store.addOrganization({
    name,
    ...(tenantId !== undefined && { tenantId }),
    members: [],
  });
  if (!added)
    throw new RequestError(409, { errorMessage: 'A organization with the same name already exists.' });
  return { status: 201, location: `${request.base}/organizations/${added.id}` };
}

/** By the exact name: this realm has no search. */
export function findOrganizations(store: RealmStore, { query }: AdminRequest): AdminAnswer {
  const found = store.organizationNamed(query.get('search') ?? '');
  return { status: 200, body: found ? [representation(found)] : [] };
}

export function findMembers(store: RealmStore, { id }: AdminRequest): AdminAnswer {
  const members = existing(store, id).members.map((userId) => store.user(userId));
  return {
    status: 200,
    body: members.flatMap((user) => (user ? [{ id: user.id, username: user.username }] : [])),
  };
}

/** The body is the person's id, as JSON or as it is. */
export async function addMember(store: RealmStore, { id, body }: AdminRequest): Promise<AdminAnswer> {
  const { members } = existing(store, id);
  const userId = body.replaceAll('"', '').trim();
  if (!store.user(userId)) throw new RequestError(400, { errorMessage: 'User does not exist' });
  if (members.includes(userId))
    throw new RequestError(409, { errorMessage: 'User is already a member of the organization.' });
  await store.changeOrganization(id, (organization) => ({ members: [...organization.members, userId] }));
  return { status: 201 };
}

export async function removeOrganization(store: RealmStore, { id }: AdminRequest): Promise<AdminAnswer> {
  await store.remove('organizations', existing(store, id).id);
  return { status: 204 };
}

export async function removeUser(store: RealmStore, { id }: AdminRequest): Promise<AdminAnswer> {
  if (!store.user(id)) throw new RequestError(404, { error: 'User not found' });
  await store.remove('users', id);
  return { status: 204 };
}

export async function removeClient(store: RealmStore, { id }: AdminRequest): Promise<AdminAnswer> {
  if (!store.client(id)) throw new RequestError(404, { error: 'Could not find client' });
  await store.remove('clients', id);
  return { status: 204 };
}

function existing(store: RealmStore, id: string): RealmOrganization {
  const found = store.organization(id);
  if (!found) throw new RequestError(404, { error: 'Organization not found' });
  return found;
}

function representation({ id, name, tenantId }: RealmOrganization): Record<string, unknown> {
  return {
    id,
    name,
    alias: name,
    enabled: true,
    attributes: { tenant_id: tenantId === undefined ? [] : [tenantId] },
  };
}
