import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { newBearerSecret } from '@fanxing/runtime/caller';
import { CommandRoad, masked } from '@fanxing/runtime/command';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { TakeBreakGlassInput } from '../generated/schema.js';
import { within, type BreakGlass } from './break-glass.js';
import { BreakGlassStore } from './break-glass.store.js';
import { ReadBreakGlass } from './read-break-glass.js';

/** Whoever asked for the access takes its secret, once it is open. Fails with STATE_CONFLICT before and after. */
@Injectable()
export class TakeBreakGlass {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: BreakGlassStore,
    private readonly readBreakGlass: ReadBreakGlass,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(
    context: TenantContext,
    input: TakeBreakGlassInput,
  ): Promise<{ breakGlass: BreakGlass; secret: string }> {
    mustBeAllowedTo(context, 'break-glass:request');
    const there = within(context, input);
    const { id, requestedBy } = await this.readBreakGlass.existing(there, input.breakGlassId);
    if (requestedBy !== context.actor.id) throw new Fault('NOT_FOUND', { what: 'access', id });
    const secret = newBearerSecret('access', there.tenantId, there.environment);
    const command = { operation: 'takeBreakGlass', permission: 'break-glass:request', input } as const;
    const breakGlass = await this.road.run(there, command, async (transaction) => {
      const access = await this.store.find(transaction, id, this.clock.now(), true);
      if (access?.status !== 'OPEN')
        throw new Fault('STATE_CONFLICT', {
          what: 'access',
          status: access?.status ?? 'ENDED',
          needed: 'OPEN',
        });
      await this.store.setSecret(transaction, id, secret.sha256);
      return {
        answer: access,
        subject: { kind: 'break-glass', id },
        after: { secret: masked, reason: access.reason },
      };
    });
    return { breakGlass, secret: secret.text };
  }
}
