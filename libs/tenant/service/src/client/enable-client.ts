import { Injectable } from '@nestjs/common';
import { KeycloakAdmin, type TenantContext } from '@fanxing/runtime/identity';
import type { EnableClientInput } from '../generated/schema.js';
import { ChangeClient } from './change-client.js';
import type { Client } from './client.js';

/** Tokens from before it was closed stay void. */
@Injectable()
export class EnableClient {
  constructor(
    private readonly changeClient: ChangeClient,
    private readonly keycloakAdmin: KeycloakAdmin,
  ) {}

  async run(context: TenantContext, input: EnableClientInput): Promise<Client> {
    const client = await this.changeClient.run(context, 'enableClient', input, 'ACTIVE');
    await this.keycloakAdmin.setClientEnabled(client.clientId, true);
    return client;
  }
}
