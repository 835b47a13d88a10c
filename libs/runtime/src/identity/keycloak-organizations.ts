import type { KeycloakConnection } from './keycloak-connection.js';

/** A tenant as the identity provider knows it: one organisation of the one realm. */
export interface NewOrganization {
  readonly tenantId: string;
  /** Unique over all tenants; the organisation's name and alias. */
  readonly slug: string;
}

interface Named {
  readonly id: string;
  readonly attributes?: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/**
 * Tenants' organisations, and the end of all that a tenant has at the identity provider: Keycloak or the embedded one, which
 * speak the same admin API. Everything may be repeated after a crash or a time-out. Fails with SERVICE_UNAVAILABLE
 * {service: identity} when there is no answer.
 */
export class KeycloakOrganizations {
  constructor(private readonly keycloak: KeycloakConnection) {}

  /** Makes it unless it is there. */
  async provide({ tenantId, slug }: NewOrganization): Promise<void> {
    // Keycloak wants a domain of its own for each; .invalid can be nobody's (RFC 2606).
    const domains = [{ name: `${slug}.tenant.invalid`, verified: false }];
    const organization = {
      name: slug,
      alias: slug,
      enabled: true,
      domains,
      attributes: { tenant_id: [tenantId] },
    };
    await this.keycloak.send('POST', '/organizations', organization, 409);
  }

  /** Makes a person a member of the tenant's organisation, who may be one already. */
  async join(slug: string, username: string): Promise<void> {
    const [organization, user] = await Promise.all([this.organization(slug), this.user(username)]);
    if (!organization || !user) return;
    await this.keycloak.send('POST', `/organizations/${organization.id}/members`, user.id, 409);
  }

  /** Whether there is one. */
  async exists(slug: string): Promise<boolean> {
    return (await this.organization(slug)) !== undefined;
  }

  /** Takes the organisation away, with these sign-ins and programs; those that are gone already are no matter. */
  async remove(slug: string, usernames: readonly string[], clientIds: readonly string[]): Promise<void> {
    for (const username of usernames) await this.drop('users', await this.user(username));
    for (const clientId of clientIds) await this.drop('clients', await this.client(clientId));
    await this.drop('organizations', await this.organization(slug));
  }

  private async drop(kind: 'users' | 'clients' | 'organizations', found: Named | undefined): Promise<void> {
    if (found) await this.keycloak.send('DELETE', `/${kind}/${found.id}`, undefined, 404);
  }

  private async organization(slug: string): Promise<Named | undefined> {
    return this.first(`/organizations?exact=true&search=${encodeURIComponent(slug)}`);
  }

  private async user(username: string): Promise<Named | undefined> {
    return this.first(`/users?exact=true&username=${encodeURIComponent(username.toLowerCase())}`);
  }

  private async client(clientId: string): Promise<Named | undefined> {
    return this.first(`/clients?clientId=${encodeURIComponent(clientId)}`);
  }

  private async first(path: string): Promise<Named | undefined> {
    const { body } = await this.keycloak.send('GET', path);
    return (body as readonly Named[])[0];
  }
}
