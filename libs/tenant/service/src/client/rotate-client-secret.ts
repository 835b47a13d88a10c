import { Inject, Injectable } from '@nestjs/common';
import { Fault, fromEpochMs, parseId, toEpochMs, type Clock } from '@fanxing/kernel';
import { CommandRoad, masked } from '@fanxing/runtime/command';
import { KeycloakAdmin, mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { RotateClientSecretInput } from '../generated/schema.js';
import type { Client } from './client.js';
import { ClientStore } from './client.store.js';
import { parseOverlap } from './overlap.js';

/** The request is recorded first, so that no secret ever changes without a record; then the secret is changed. */
@Injectable()
export class RotateClientSecret {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: ClientStore,
    private readonly keycloakAdmin: KeycloakAdmin,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(
    context: TenantContext,
    input: RotateClientSecretInput,
  ): Promise<{ client: Client; clientSecret: string }> {
    mustBeAllowedTo(context, 'client:create');
    const overlapSeconds = parseOverlap(input.overlapSeconds);
    const command = { operation: 'rotateClientSecret', permission: 'client:create', input } as const;
    const client = await this.road.run(context, command, async (transaction) => {
      const id = parseId('client', input.clientId, 'input.clientId');
      const found = await this.store.find(transaction, id);
      if (!found) throw new Fault('NOT_FOUND', { what: 'client', id }, 'input.clientId');
      if (found.authentication === 'PRIVATE_KEY')
        throw new Fault(
          'INPUT_INVALID',
          { problem: 'This program signs with a key of its own and has no secret' },
          'input.clientId',
        );
      if (found.status !== 'ACTIVE')
        throw new Fault('STATE_CONFLICT', { what: 'client', status: found.status, needed: 'ACTIVE' });
      return {
        answer: found,
        subject: { kind: 'client', id },
        before: { clientSecret: masked },
        after: { clientSecret: masked, overlapSeconds },
      };
    });
    const oldEndsAt =
      overlapSeconds === 0 ? undefined : fromEpochMs(toEpochMs(this.clock.now()) + overlapSeconds * 1_000);
    const { clientSecret } = await this.keycloakAdmin.rotateClientSecret(client.clientId, oldEndsAt);
    return { client, clientSecret };
  }
}
