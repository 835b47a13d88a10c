import { Injectable } from '@nestjs/common';
import { parseBusinessDate } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { ReopenPeriodInput } from '../generated/schema.js';
import { propose, type Proposal } from './proposal.store.js';

/** Proposes to open closed days again. Whether they are closed is asked when a second person approves. */
@Injectable()
export class ReopenPeriod {
  constructor(private readonly road: CommandRoad) {}

  async run(context: TenantContext, input: ReopenPeriodInput): Promise<Proposal> {
    const { idempotencyKey, reason } = input;
    const command = { operation: 'reopenPeriod', permission: 'ledger:write', idempotencyKey, input } as const;
    return this.road.run(context, command, async (transaction) => {
      const through = input.through ? parseBusinessDate(input.through, 'input.through') : null;
      const answer = await propose(transaction, { kind: 'REOPEN_PERIOD', content: { through } }, reason);
      return {
        answer,
        subject: { kind: 'ledger proposal', id: answer.id },
        after: { status: answer.status, kind: answer.kind, through },
      };
    });
  }
}
