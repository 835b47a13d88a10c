import { randomBytes } from 'node:crypto';
import { Fault } from '@fanxing/kernel';
import { KeycloakConnection, type KeycloakConnectionOptions } from './keycloak-connection.js';
import { KeycloakOrganizations } from './keycloak-organizations.js';
import { roles as knownRoles, type Role } from './permissions.js';
import type { Environment } from './tenant-context.js';

interface Holder {
  readonly tenantId: string;
  readonly environment: Environment;
  readonly roles: readonly Role[];
}

export interface NewServiceClient extends Holder {
  readonly clientId: string;
  readonly name: string;
}

export interface NewUser extends Holder {
  readonly username: string;
  readonly password: string;
}

export interface ClientCredentials {
  readonly clientId: string;
  /** Shown once: only its hash is kept. */
  readonly clientSecret: string;
}

/** A client or person as the admin API shows it: a client's attributes are texts, a person's lists of texts. */
interface Representation {
  readonly id: string;
  readonly enabled: boolean;
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
    return exists ? this.rotateClientSecret(clientId) : { clientId, clientSecret: secret };
  }

  /** The old secret ends at once; tokens made with it last to their end. Fails with NOT_FOUND. */
  async rotateClientSecret(clientId: string): Promise<ClientCredentials> {
    const { id } = await this.#clientNamed(clientId);
    const { body } = await this.#keycloak.send('POST', `/clients/${id}/client-secret`);
    return { clientId, clientSecret: String((body as { value?: unknown }).value) };
  }

  /** Gets no token any more; those that it has last to their end. Fails with NOT_FOUND. */
  async disableClient(clientId: string): Promise<void> {
    const found = await this.#clientNamed(clientId);
    await this.#keycloak.send('PUT', `/clients/${found.id}`, { ...found, enabled: false });
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

  /** Can't sign in any more; tokens that exist last to their end. Fails with NOT_FOUND. */
  async disableUser(username: string): Promise<void> {
    const found = await this.#userNamed(username.toLowerCase());
    await this.#keycloak.send('PUT', `/users/${found.id}`, { ...found, enabled: false });
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
    const mapping = `/users/${userId}/role-mappings/realm`;
    const { body } = await this.#keycloak.send('GET', mapping);
    // Keycloak adds roles of its own to everybody.
    const held = knownRoles.filter((role) => (body as { name: string }[]).some(({ name }) => name === role));
    const missing = wanted.filter((role) => !held.includes(role));
    if (missing.length === 0 && held.length === new Set(wanted).size) return;
    if (held.length > 0) throw conflict();
    const given = await Promise.all(missing.map((role) => this.#role(role)));
    await this.#keycloak.send('POST', mapping, given);
  }

  /** As the mapping wants it. A realm of Keycloak's has only the roles that were imported into it. */
  async #role(name: Role): Promise<{ id: string; name: Role }> {
    const { status, body } = await this.#keycloak.send('GET', `/roles/${name}`, undefined, 404);
    if (status === 404) throw new Fault('NOT_FOUND', { what: 'role', id: name });
    return { id: idOf(body), name };
  }
}

/**
 * Keycloak puts the claims into a client's tokens by mappers that belong to the client; the embedded provider by
 * the attributes.
 */
function clientRepresentation({ clientId, name, tenantId, environment }: NewServiceClient, secret: string) {
  const claims = { tenant_id: tenantId, environment, actor_kind: 'client' };
  return {
    clientId,
    name,
    secret,
    enabled: true,
    protocol: 'openid-connect',
    publicClient: false,
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
    directAccessGrantsEnabled: false,
    attributes: { tenant_id: tenantId, environment },
    protocolMappers: [
      mapper('audience', 'oidc-audience-mapper', { 'included.custom.audience': 'fanxing-api' }),
      ...Object.entries(claims).map(([claim, value]) =>
        mapper(claim, 'oidc-hardcoded-claim-mapper', {
          'claim.name': claim,
          'claim.value': value,
          'jsonType.label': 'String',
        }),
      ),
    ],
  };
}

function mapper(name: string, protocolMapper: string, config: Readonly<Record<string, string>>) {
  return {
    name,
    protocol: 'openid-connect',
    protocolMapper,
    config: { ...config, 'access.token.claim': 'true' },
  };
}

function userRepresentation({ password, tenantId, environment }: NewUser, username: string) {
  return {
    username,
    enabled: true,
    attributes: { tenant_id: [tenantId], environment: [environment] },
    credentials: [{ type: 'password', value: password, temporary: false }],
  };
}

function belongs({ enabled, attributes }: Representation, { tenantId, environment }: Holder): boolean {
  const of = (name: string) => [attributes?.[name]].flat()[0];
  return enabled && of('tenant_id') === tenantId && of('environment') === environment;
}

function only(body: unknown, what: 'client' | 'user', name: string): Representation {
  const found = (body as Representation[])[0];
  if (!found) throw new Fault('NOT_FOUND', { what, id: name });
  return found;
}

function idOf(body: unknown): string {
  return String((body as { id?: unknown }).id);
}
