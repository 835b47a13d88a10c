import type { AdminAnswer, AdminRequest } from './admin-request.js';
import { belongingOf, enabledOf, parseObject, passwordOf, roleNames, usernameOf } from './admin-input.js';
import { RequestError } from './http.js';
import type { RealmStore, RealmUser } from './realm-store.js';
import { hashPassword } from './secrets.js';

export async function createUser(store: RealmStore, request: AdminRequest): Promise<AdminAnswer> {
  const body = parseObject(request.body);
  const username = usernameOf(body);
  if (store.userNamed(username)) throw duplicate;
  const credentials = Array.isArray(body['credentials']) ? (body['credentials'] as unknown[]) : [];
  const added = await store.addUser({
    username,
    enabled: enabledOf(body) ?? false,
    ...(credentials.length > 0 && { passwordHash: await hashPassword(passwordOf(credentials[0])) }),
    ...belongingOf(body),
    roles: [],
  });
  if (!added) throw duplicate;
  return { status: 201, location: `${request.base}/users/${added.id}` };
}

const duplicate = new RequestError(409, { errorMessage: 'User exists with same username' });

/** By the exact name: this realm has no search. */
export function findUsers(store: RealmStore, { query }: AdminRequest): AdminAnswer {
  const found = store.userNamed(query.get('username') ?? '');
  return { status: 200, body: found ? [representation(found)] : [] };
}

export function getUser(store: RealmStore, { id }: AdminRequest): AdminAnswer {
  return { status: 200, body: representation(existing(store, id)) };
}

/** Whether the person is enabled, and attributes; what the body leaves out stays. */
export async function changeUser(store: RealmStore, request: AdminRequest): Promise<AdminAnswer> {
  const { id } = existing(store, request.id);
  const body = parseObject(request.body);
  const enabled = enabledOf(body);
  const change = { ...(enabled !== undefined && { enabled }), ...belongingOf(body) };
  await store.changeUser(id, () => change);
  return { status: 204 };
}

export async function resetPassword(store: RealmStore, request: AdminRequest): Promise<AdminAnswer> {
  const { id } = existing(store, request.id);
  const passwordHash = await hashPassword(passwordOf(parseObject(request.body)));
  await store.changeUser(id, () => ({ passwordHash }));
  return { status: 204 };
}

/** What they signed in with up to now is void; the access tokens of before last to their end where nobody asks. */
export async function endSessions(store: RealmStore, { id, nowSeconds }: AdminRequest): Promise<AdminAnswer> {
  await store.changeUser(existing(store, id).id, () => ({ notBefore: nowSeconds }));
  return { status: 204 };
}

export function getRoles(store: RealmStore, { id }: AdminRequest): AdminAnswer {
  return { status: 200, body: holder(store, id).roles.map((name) => ({ id: name, name })) };
}

export async function addRoles(store: RealmStore, { id, body }: AdminRequest): Promise<AdminAnswer> {
  const more = roleNames(body);
  await holder(store, id).changeRoles((roles) => [...new Set([...roles, ...more])]);
  return { status: 204 };
}

export async function removeRoles(store: RealmStore, { id, body }: AdminRequest): Promise<AdminAnswer> {
  const gone = new Set(roleNames(body));
  await holder(store, id).changeRoles((roles) => roles.filter((role) => !gone.has(role)));
  return { status: 204 };
}

interface RoleHolder {
  readonly roles: readonly string[];
  changeRoles(change: (roles: readonly string[]) => readonly string[]): Promise<void>;
}

/** A person, or the user that stands for a client. */
function holder(store: RealmStore, id: string): RoleHolder {
  const client = store.clientOfServiceAccount(id);
  if (client)
    return {
      roles: client.roles,
      changeRoles: (change) => store.changeClient(client.id, ({ roles }) => ({ roles: change(roles) })),
    };
  const user = existing(store, id);
  return {
    roles: user.roles,
    changeRoles: (change) => store.changeUser(user.id, ({ roles }) => ({ roles: change(roles) })),
  };
}

function existing(store: RealmStore, id: string): RealmUser {
  const found = store.user(id);
  if (!found) throw new RequestError(404, { error: 'User not found' });
  return found;
}

function representation({
  id,
  username,
  enabled,
  notBefore = 0,
  tenantId,
  environment,
}: RealmUser): Record<string, unknown> {
  const listed = (value: string | undefined) => (value === undefined ? [] : [value]);
  return {
    id,
    username,
    enabled,
    notBefore,
    attributes: { tenant_id: listed(tenantId), environment: listed(environment) },
  };
}
