import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, type Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { Client, ClientStatus } from './client.js';
import { ClientStore } from './client.store.js';

/**
 * What closing, opening and deleting a program's account have in common: it is committed here first, where every door looks, and
 * the identity provider is told after it. Fails with NOT_FOUND, and with STATE_CONFLICT for one that is not whole yet or deleted.
 */
@Injectable()
export class ChangeClient {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: ClientStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(
    context: TenantContext,
    operation: string,
    input: { readonly clientId: string },
    status: ClientStatus,
  ): Promise<Client> {
    const command = { operation, permission: 'client:manage', input } as const;
    return this.road.run(context, command, async (transaction) => {
      const id = parseId('client', input.clientId, 'input.clientId');
      const client = await this.store.lock(transaction, id);
      if (!client) throw new Fault('NOT_FOUND', { what: 'client', id }, 'input.clientId');
      const isRefused = client.status === 'PENDING' || (client.status === 'DELETED' && status !== 'DELETED');
      if (isRefused)
        throw new Fault('STATE_CONFLICT', { what: 'client', status: client.status, needed: 'ACTIVE' });
      const changed: Client = { ...client, status };
      if (client.status !== status) await this.store.setStatus(transaction, changed, this.clock.now());
      return {
        answer: changed,
        subject: { kind: 'client', id },
        before: { status: client.status },
        after: { status },
      };
    });
  }
}
