import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { EndBreakGlassInput } from '../generated/schema.js';
import { within, type BreakGlass } from './break-glass.js';
import { BreakGlassStore } from './break-glass.store.js';
import { ReadBreakGlass } from './read-break-glass.js';

/** Ends an access, also one that only waits. From its commit on no request comes through. Doing it again changes nothing. */
@Injectable()
export class EndBreakGlass {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: BreakGlassStore,
    private readonly readBreakGlass: ReadBreakGlass,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: EndBreakGlassInput): Promise<BreakGlass> {
    mustBeAllowedTo(context, 'break-glass:end');
    const there = within(context, input);
    const { id } = await this.readBreakGlass.existing(there, input.breakGlassId);
    const command = { operation: 'endBreakGlass', permission: 'break-glass:end', input } as const;
    return this.road.run(there, command, async (transaction) => {
      const now = this.clock.now();
      const access = await this.readBreakGlass.locked(transaction, id);
      if (access.status !== 'ENDED') await this.store.end(transaction, id, now);
      const ended: BreakGlass =
        access.status === 'ENDED' ? access : { ...access, status: 'ENDED', endsAt: now };
      return {
        answer: ended,
        subject: { kind: 'break-glass', id },
        before: { status: access.status },
        after: { status: ended.status },
      };
    });
  }
}
