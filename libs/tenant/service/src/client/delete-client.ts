import { Injectable } from '@nestjs/common';
import { KeycloakAdmin, type TenantContext } from '@fanxing/runtime/identity';
import type { DeleteClientInput } from '../generated/schema.js';
import { ChangeClient } from './change-client.js';
import type { Client } from './client.js';

/** Its row stays, so that audit records still name somebody; the identity provider forgets it. */
@Injectable()
export class DeleteClient {
  constructor(
    private readonly changeClient: ChangeClient,
    private readonly keycloakAdmin: KeycloakAdmin,
  ) {}

  async run(context: TenantContext, input: DeleteClientInput): Promise<Client> {
    const client = await this.changeClient.run(context, 'deleteClient', input, 'DELETED');
    await this.keycloakAdmin.deleteClient(client.clientId);
    return client;
  }
}
