import { Injectable } from '@nestjs/common';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { environments, KeycloakAdmin, systemContext } from '@fanxing/runtime/identity';
import type { Offboarding } from './offboarding.js';

/** Takes a leaving tenant's sign-ins, programs and organisation out of the identity provider. */
@Injectable()
export class DepartingIdentities {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly keycloakAdmin: KeycloakAdmin,
  ) {}

  async remove({ tenantId, slug }: Offboarding): Promise<void> {
    const usernames: string[] = [];
    const clientIds: string[] = [];
    for (const environment of environments) {
      const context = systemContext(tenantId, environment, 'offboardTenant');
      await this.database.transaction(context, async ({ query }) => {
        const key = [tenantId, environment];
        const users = await query<{ username: string }>(
          'read departing users',
          'SELECT username FROM tenant.user WHERE tenant_id = $1 AND environment = $2',
          key,
        );
        const clients = await query<{ id: string }>(
          'read departing clients',
          'SELECT id FROM tenant.client WHERE tenant_id = $1 AND environment = $2',
          key,
        );
        usernames.push(...users.map(({ username }) => username));
        clientIds.push(...clients.map(({ id }) => id));
      });
    }
    await this.keycloakAdmin.organizations.remove(slug, usernames, clientIds);
  }
}
