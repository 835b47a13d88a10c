import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { CommandRoad, masked } from '@fanxing/runtime/command';
import { KeycloakAdmin, type TenantContext } from '@fanxing/runtime/identity';
import type { RotateClientSecretInput } from '../generated/schema.js';
import type { Client } from './client.js';
import { ClientStore } from './client.store.js';

/** The request is recorded first, so that no secret ever changes without a record; then the secret is changed. */
@Injectable()
export class RotateClientSecret {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: ClientStore,
    private readonly keycloakAdmin: KeycloakAdmin,
  ) {}

  async run(
    context: TenantContext,
    input: RotateClientSecretInput,
  ): Promise<{ client: Client; clientSecret: string }> {
    const command = { operation: 'rotateClientSecret', permission: 'client:create', input } as const;
    const client = await this.road.run(context, command, async (transaction) => {
      const id = parseId('client', input.clientId, 'input.clientId');
      const found = await this.store.find(transaction, id);
      if (!found) throw new Fault('NOT_FOUND', { what: 'client', id }, 'input.clientId');
      return {
        answer: found,
        subject: { kind: 'client', id },
        before: { clientSecret: masked },
        after: { clientSecret: masked },
      };
    });
    const { clientSecret } = await this.keycloakAdmin.rotateClientSecret(client.clientId);
    return { client, clientSecret };
  }
}
