import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { RequestBreakGlassInput } from '../generated/schema.js';
import { plainLine } from '../plain-text.js';
import { TenantStore } from '../tenant/tenant.store.js';
import { within, type BreakGlass } from './break-glass.js';
import { BreakGlassStore } from './break-glass.store.js';

const minutesMax = 60;
const reasonLengthMin = 10;

/** An operator asks for access; nothing opens until another one has approved. The tenant sees it from now on. */
@Injectable()
export class RequestBreakGlass {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: BreakGlassStore,
    private readonly tenants: TenantStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: RequestBreakGlassInput): Promise<BreakGlass> {
    mustBeAllowedTo(context, 'break-glass:request');
    const there = within(context, input);
    if (!(await this.tenants.own(there)))
      throw new Fault('NOT_FOUND', { what: 'tenant', id: there.tenantId }, 'input.tenantId');
    const { idempotencyKey, minutes } = input;
    const reason = plainLine(input.reason, 500, 'input.reason');
    if (reason.length < reasonLengthMin)
      throw invalid(`reason must be at least ${reasonLengthMin} characters`, 'input.reason');
    if (minutes < 1 || minutes > minutesMax)
      throw invalid(`minutes must be 1 to ${minutesMax}`, 'input.minutes');
    const command = {
      operation: 'requestBreakGlass',
      permission: 'break-glass:request',
      idempotencyKey,
      input,
    } as const;
    return this.road.run(there, command, async (transaction) => {
      const access: BreakGlass = {
        id: newId('breakGlass'),
        reason,
        minutes,
        status: 'REQUESTED',
        requestedBy: context.actor.id,
        requestedAt: this.clock.now(),
        approvedBy: null,
        endsAt: null,
        uses: 0,
      };
      await this.store.insert(transaction, access);
      return {
        answer: access,
        subject: { kind: 'break-glass', id: access.id },
        after: { reason, minutes, status: access.status },
      };
    });
  }
}

function invalid(problem: string, path: string): Fault {
  return new Fault('INPUT_INVALID', { problem }, path);
}
