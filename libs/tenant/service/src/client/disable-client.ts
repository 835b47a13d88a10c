import { Injectable } from '@nestjs/common';
import { KeycloakAdmin, type TenantContext } from '@fanxing/runtime/identity';
import type { DisableClientInput } from '../generated/schema.js';
import { ChangeClient } from './change-client.js';
import type { Client } from './client.js';

/** Doors refuse its tokens from the commit on, even while the identity provider can't be told. */
@Injectable()
export class DisableClient {
  constructor(
    private readonly changeClient: ChangeClient,
    private readonly keycloakAdmin: KeycloakAdmin,
  ) {}

  async run(context: TenantContext, input: DisableClientInput): Promise<Client> {
    const client = await this.changeClient.run(context, 'disableClient', input, 'DISABLED');
    await this.keycloakAdmin.setClientEnabled(client.clientId, false);
    return client;
  }
}
