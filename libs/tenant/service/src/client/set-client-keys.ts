import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { CommandRoad, requestHash } from '@fanxing/runtime/command';
import { KeycloakAdmin, mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { SetClientKeysInput } from '../generated/schema.js';
import type { Client } from './client.js';
import { ClientStore } from './client.store.js';
import { parseJwks } from './parse-jwks.js';

/** Recorded first, so that no key ever changes without a record; whoever repeats the request sets the same keys again. */
@Injectable()
export class SetClientKeys {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: ClientStore,
    private readonly keycloakAdmin: KeycloakAdmin,
  ) {}

  async run(context: TenantContext, input: SetClientKeysInput): Promise<Client> {
    const command = { operation: 'setClientKeys', permission: 'client:create', input } as const;
    mustBeAllowedTo(context, 'client:create');
    const jwks = parseJwks(input.jwks, 'input.jwks');
    const client = await this.road.run(context, command, async (transaction) => {
      const id = parseId('client', input.clientId, 'input.clientId');
      const found = await this.store.find(transaction, id);
      if (!found) throw new Fault('NOT_FOUND', { what: 'client', id }, 'input.clientId');
      if (found.authentication !== 'PRIVATE_KEY')
        throw new Fault(
          'INPUT_INVALID',
          { problem: 'This program has a secret and no keys: make another one for keys' },
          'input.clientId',
        );
      if (found.status !== 'ACTIVE')
        throw new Fault('STATE_CONFLICT', { what: 'client', status: found.status, needed: 'ACTIVE' });
      return { answer: found, subject: { kind: 'client', id }, after: { keys: requestHash(jwks) } };
    });
    await this.keycloakAdmin.setClientKeys(client.clientId, jwks);
    return client;
  }
}
