import { randomBytes } from 'node:crypto';
import { Fault, toEpochMs, type Instant } from '@fanxing/kernel';
import { KeycloakConnection, type KeycloakConnectionOptions } from './keycloak-connection.js';
import { KeycloakOrganizations } from './keycloak-organizations.js';
import {
  clientRepresentation,
  keyAttributes,
  userRepresentation,
  type Holder,
  type NewServiceClient,
  type NewUser,
} from './keycloak-representation.js';
import { roles as knownRoles, type Role } from './permissions.js';
import type { TenantContext } from './tenant-context.js';

export interface ClientCredentials {
  readonly clientId: string;
  /** Shown once: only its hash is kept. */
  readonly clientSecret: string;
}

export interface IdentityStanding {
  readonly isOpen: boolean;
  /** Tokens that were made up to then are void; milliseconds since 1970. */
  readonly tokensFromMs: number;
  readonly roles: readonly Role[];
}

/** A client or person as the admin API shows it: a client's attributes are texts, a person's lists of texts. */
interface Representation {
  readonly id: string;
  readonly enabled: boolean;
  /** Tokens of before are void, in seconds since 1970. */
  readonly notBefore?: number;
  readonly attributes?: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/**
 * Makes and ends the identities of tenants' programs and people, in Keycloak or the embedded provider: both speak
 * the same admin API. Everything may be repeated after a crash or a time-out.
 * Fails with SERVICE_UNAVAILABLE {service: identity} when there is no answer, INPUT_INVALID when it is refused.
 */
export class KeycloakAdmin {
  readonly #keycloak: KeycloakConnection;
  /** Tenants as organisations. */
  readonly organizations: KeycloakOrganizations;

  constructor(options: KeycloakConnectionOptions) {
    this.#keycloak = new KeycloakConnection(options);
    this.organizations = new KeycloakOrganizations(this.#keycloak);
  }

  /**
   * A program with its own credentials. Repeated for a client that is the same (tenant, environment, roles, not
   * disabled), it gives that client a new secret; for one whose making was cut short, it completes it. Fails with
   * ALREADY_EXISTS for any other client of that name.
   */
  async createServiceClient(client: NewServiceClient): Promise<ClientCredentials> {
    const { clientId } = client;
    const secret = randomBytes(32).toString('base64url');
    const made = await this.#keycloak.send('POST', '/clients', clientRepresentation(client, secret), 409);
    const exists = made.status === 409;
    const id = exists ? (await this.#sameClient(client)).id : made.madeId;
    const account = await this.#keycloak.send('GET', `/clients/${id}/service-account-user`);
    const userId = idOf(account.body);
    await this.#giveRoles(
      userId,
      client.roles,
      () => new Fault('ALREADY_EXISTS', { what: 'client', name: clientId }),
    );
    return exists && client.jwks === undefined
      ? this.rotateClientSecret(clientId)
      : { clientId, clientSecret: secret };
  }

  /**
   * The old secret ends at once, or at `oldEndsAt`; one that was still good beside it ends at once. Tokens last to their end.
   * Fails with NOT_FOUND, and with INPUT_INVALID, nothing changed, for an overlap that the identity provider does not know:
   * Keycloak keeps old secrets by its own realm-wide policy alone.
   */
  async rotateClientSecret(clientId: string, oldEndsAt?: Instant): Promise<ClientCredentials> {
    const { id, attributes } = await this.#clientNamed(clientId);
    if (oldEndsAt === undefined) {
      const { body } = await this.#keycloak.send('POST', `/clients/${id}/client-secret`);
      return { clientId, clientSecret: String((body as { value?: unknown }).value) };
    }
    if (attributes?.[overlapMark] !== 'true') throw noOverlap();
    const clientSecret = randomBytes(32).toString('base64url');
    const ends = String(Math.floor(toEpochMs(oldEndsAt) / 1000));
    const change = { secret: clientSecret, attributes: { 'client.secret.rotated.expiration.time': ends } };
    await this.#keycloak.send('PUT', `/clients/${id}`, change);
    return { clientId, clientSecret };
  }

  /** Other public keys for a program that signs with its own, at once: with the old key among them the two overlap. */
  async setClientKeys(clientId: string, jwks: string): Promise<void> {
    const found = await this.#clientNamed(clientId);
    const attributes = { ...found.attributes, ...keyAttributes(jwks) };
    await this.#keycloak.send('PUT', `/clients/${found.id}`, { ...found, attributes });
  }

  /** Whether it gets tokens; those that it has last to their end. Fails with NOT_FOUND. */
  async setClientEnabled(clientId: string, enabled: boolean): Promise<void> {
    const found = await this.#clientNamed(clientId);
    await this.#keycloak.send('PUT', `/clients/${found.id}`, { ...found, enabled });
  }

  /** One that is gone already stays so. */
  async deleteClient(clientId: string): Promise<void> {
    const { body } = await this.#keycloak.send('GET', `/clients?clientId=${encodeURIComponent(clientId)}`);
    const [found] = body as Representation[];
    if (found) await this.#keycloak.send('DELETE', `/clients/${found.id}`, undefined, 404);
  }

  /**
   * A person who signs in with a password. Repeated for a person who is the same (tenant, environment, roles, not
   * disabled), it changes nothing, the password included: making a person must not be a way to take one over. One
   * whose making was cut short is completed. Fails with ALREADY_EXISTS for any other person of that name.
   */
  async createUser(user: NewUser): Promise<{ readonly username: string }> {
    const username = user.username.toLowerCase();
    const made = await this.#keycloak.send('POST', '/users', userRepresentation(user, username), 409);
    const id = made.status === 409 ? (await this.#sameUser(user, username)).id : made.madeId;
    await this.#giveRoles(
      id,
      user.roles,
      () => new Fault('ALREADY_EXISTS', { what: 'user', name: username }),
    );
    return { username };
  }

  /** Whether the person can sign in; tokens that exist last to their end. Fails with NOT_FOUND. */
  async setUserEnabled(username: string, enabled: boolean): Promise<void> {
    const found = await this.#userNamed(username.toLowerCase());
    await this.#keycloak.send('PUT', `/users/${found.id}`, { ...found, enabled });
    if (!enabled) await this.#endSessions(found.id);
  }

  /** These roles of ours and no others, from the next token on. Fails with NOT_FOUND. */
  async setUserRoles(username: string, wanted: readonly Role[]): Promise<void> {
    const { id } = await this.#userNamed(username.toLowerCase());
    const held = await this.#rolesOf(id);
    const [missing, superfluous] = [
      wanted.filter((role) => !held.includes(role)),
      held.filter((role) => !wanted.includes(role)),
    ];
    for (const [method, names] of [
      ['DELETE', superfluous],
      ['POST', missing],
    ] as const)
      if (names.length > 0)
        await this.#keycloak.send(
          method,
          `/users/${id}/role-mappings/realm`,
          await Promise.all(names.map((role) => this.#role(role))),
        );
  }

  /** Another password, and no session of before. Fails with NOT_FOUND. */
  async resetPassword(username: string, password: string): Promise<void> {
    const { id } = await this.#userNamed(username.toLowerCase());
    const credential = { type: 'password', value: password, temporary: false };
    await this.#keycloak.send('PUT', `/users/${id}/reset-password`, credential);
    await this.#endSessions(id);
  }

  /**
   * How a person or program stands here: for the operators of the platform, whom nobody else keeps. Undefined for whoever is not
   * there, or is not of this tenant.
   */
  async standing({
    tenantId,
    environment,
    actor,
  }: Pick<TenantContext, 'tenantId' | 'environment' | 'actor'>): Promise<IdentityStanding | undefined> {
    const isPerson = actor.kind === 'person';
    const [what, query] = isPerson ? ['users', 'exact=true&username'] : ['clients', 'clientId'];
    const { body } = await this.#keycloak.send('GET', `/${what}?${query}=${encodeURIComponent(actor.id)}`);
    const [found] = body as Representation[];
    if (!found || !isOf(found, { tenantId, environment })) return undefined;
    const userId = isPerson
      ? found.id
      : idOf((await this.#keycloak.send('GET', `/clients/${found.id}/service-account-user`)).body);
    const roles = await this.#rolesOf(userId);
    return { isOpen: found.enabled, tokensFromMs: (found.notBefore ?? 0) * 1000, roles };
  }

  /** The person has to sign in again; access tokens last to their end. Fails with NOT_FOUND. */
  async endSessions(username: string): Promise<void> {
    await this.#endSessions((await this.#userNamed(username.toLowerCase())).id);
  }

  async #endSessions(id: string): Promise<void> {
    await this.#keycloak.send('POST', `/users/${id}/logout`);
  }

  async #sameClient(client: NewServiceClient): Promise<Representation> {
    const found = await this.#clientNamed(client.clientId);
    if (belongs(found, client)) return found;
    throw new Fault('ALREADY_EXISTS', { what: 'client', name: client.clientId });
  }

  async #sameUser(user: NewUser, username: string): Promise<Representation> {
    const found = await this.#userNamed(username);
    if (belongs(found, user)) return found;
    throw new Fault('ALREADY_EXISTS', { what: 'user', name: username });
  }

  async #clientNamed(clientId: string): Promise<Representation> {
    const { body } = await this.#keycloak.send('GET', `/clients?clientId=${encodeURIComponent(clientId)}`);
    return only(body, 'client', clientId);
  }

  async #userNamed(username: string): Promise<Representation> {
    const { body } = await this.#keycloak.send(
      'GET',
      `/users?exact=true&username=${encodeURIComponent(username)}`,
    );
    return only(body, 'user', username);
  }

  /** Given to whoever has none yet; whoever has just these keeps them; for any others it fails with `conflict`. */
  async #giveRoles(userId: string, wanted: readonly Role[], conflict: () => Fault): Promise<void> {
    const held = await this.#rolesOf(userId);
    const missing = wanted.filter((role) => !held.includes(role));
    if (missing.length === 0 && held.length === new Set(wanted).size) return;
    if (held.length > 0) throw conflict();
    const given = await Promise.all(missing.map((role) => this.#role(role)));
    await this.#keycloak.send('POST', `/users/${userId}/role-mappings/realm`, given);
  }

  /** Keycloak adds roles of its own to everybody. */
  async #rolesOf(userId: string): Promise<readonly Role[]> {
    const { body } = await this.#keycloak.send('GET', `/users/${userId}/role-mappings/realm`);
    return knownRoles.filter((role) => (body as { name: string }[]).some(({ name }) => name === role));
  }

  /** As the mapping wants it. A realm of Keycloak's has only the roles that were imported into it. */
  async #role(name: Role): Promise<{ id: string; name: Role }> {
    const { status, body } = await this.#keycloak.send('GET', `/roles/${name}`, undefined, 404);
    if (status === 404) throw new Fault('NOT_FOUND', { what: 'role', id: name });
    return { id: idOf(body), name };
  }
}

function belongs(found: Representation, holder: Holder): boolean {
  return found.enabled && isOf(found, holder);
}

function isOf({ attributes }: Representation, { tenantId, environment }: Omit<Holder, 'roles'>): boolean {
  const of = (name: string) => [attributes?.[name]].flat()[0];
  return of('tenant_id') === tenantId && of('environment') === environment;
}

function only(body: unknown, what: 'client' | 'user', name: string): Representation {
  const found = (body as Representation[])[0];
  if (!found) throw new Fault('NOT_FOUND', { what, id: name });
  return found;
}

/** How the embedded provider says of a client that it can keep an old secret for a while. */
const overlapMark = 'fanxing.secret.overlap';

function noOverlap(): Fault {
  const problem =
    'This identity provider ends an old secret at once: leave overlapSeconds out, or let the program sign with keys of its own, which may overlap';
  return new Fault('INPUT_INVALID', { problem }, 'input.overlapSeconds');
}

function idOf(body: unknown): string {
  return String((body as { id?: unknown }).id);
}
