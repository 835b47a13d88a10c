import { Inject, Injectable } from '@nestjs/common';
import { Fault, fromEpochMs, toEpochMs, type Clock } from '@fanxing/kernel';
import { FourEyes } from '@fanxing/runtime/caller';
import { CommandRoad } from '@fanxing/runtime/command';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { ApproveBreakGlassInput } from '../generated/schema.js';
import { within, type BreakGlass } from './break-glass.js';
import { BreakGlassStore } from './break-glass.store.js';
import { ReadBreakGlass } from './read-break-glass.js';

/** A second operator opens the access. Fails with FOUR_EYES for whoever asked, and with STATE_CONFLICT when it is over. */
@Injectable()
export class ApproveBreakGlass {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: BreakGlassStore,
    private readonly readBreakGlass: ReadBreakGlass,
    private readonly fourEyes: FourEyes,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: ApproveBreakGlassInput): Promise<BreakGlass> {
    mustBeAllowedTo(context, 'break-glass:approve');
    const there = within(context, input);
    const asked = await this.readBreakGlass.existing(there, input.breakGlassId);
    await this.fourEyes.mustBeAnother(context, 'approveBreakGlass', asked.requestedBy);
    const command = { operation: 'approveBreakGlass', permission: 'break-glass:approve', input } as const;
    return this.road.run(there, command, async (transaction) => {
      const now = this.clock.now();
      const access = (await this.store.find(transaction, asked.id, now, true)) ?? asked;
      if (access.status === 'ENDED')
        throw new Fault('STATE_CONFLICT', {
          what: 'access',
          status: access.status,
          needed: 'REQUESTED',
        });
      const endsAt = access.endsAt ?? fromEpochMs(toEpochMs(now) + access.minutes * 60_000);
      const open: BreakGlass =
        access.status === 'OPEN'
          ? access
          : { ...access, status: 'OPEN', approvedBy: context.actor.id, endsAt };
      if (access.status === 'REQUESTED') await this.store.open(transaction, open, now);
      return {
        answer: open,
        subject: { kind: 'break-glass', id: access.id },
        before: { status: access.status },
        after: { status: open.status, reason: access.reason, endsAt },
      };
    });
  }
}
