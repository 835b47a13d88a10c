import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, type Clock, type Id } from '@fanxing/kernel';
import { FourEyes } from '@fanxing/runtime/caller';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { Approval } from './approval.js';
import { ApprovalStore } from './approval.store.js';

/**
 * What approving and rejecting have in common. Fails with FOUR_EYES for whoever asked, by whichever account, and with
 * STATE_CONFLICT when it was decided otherwise before.
 */
@Injectable()
export class DecideApproval {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly road: CommandRoad,
    private readonly store: ApprovalStore,
    private readonly fourEyes: FourEyes,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(
    context: TenantContext,
    operation: 'approveOperation' | 'rejectOperation',
    input: { readonly approvalId: string },
    status: 'APPROVED' | 'REJECTED',
  ): Promise<Approval> {
    mustBeAllowedTo(context, 'approval:give');
    const id = parseId('approval', input.approvalId, 'input.approvalId');
    const asked = await this.database.transaction(context, (transaction) => this.store.find(transaction, id));
    await this.fourEyes.mustBeAnother(context, operation, existing(asked, id).requestedBy);
    const command = { operation, permission: 'approval:give', input } as const;
    return this.road.run(context, command, async (transaction) => {
      const approval = existing(await this.store.find(transaction, id, true), id);
      if (approval.status !== 'REQUESTED' && approval.status !== status)
        throw new Fault('STATE_CONFLICT', { what: 'approval', status: approval.status, needed: 'REQUESTED' });
      const decided: Approval = { ...approval, status, decidedBy: context.actor.id };
      if (approval.status === 'REQUESTED') await this.store.decide(transaction, decided, this.clock.now());
      return {
        answer: decided,
        subject: { kind: 'approval', id },
        before: { status: approval.status },
        after: { status, operation: approval.operation, requestedBy: approval.requestedBy },
      };
    });
  }
}

function existing(approval: Approval | undefined, id: Id<'approval'>): Approval {
  if (approval) return approval;
  throw new Fault('NOT_FOUND', { what: 'approval', id }, 'input.approvalId');
}
