import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { FourEyes } from '@fanxing/runtime/caller';
import { CommandRoad } from '@fanxing/runtime/command';
import { fourEyesOptions, mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { FourEyes as FourEyesAnswer, SetFourEyesInput } from '../generated/schema.js';
import { ApprovalStore } from './approval.store.js';
import { shownFourEyes } from './read-approval.js';

/** Says which operations need two persons. Fails with APPROVAL_NEEDED as soon as any of them does. */
@Injectable()
export class SetFourEyes {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: ApprovalStore,
    private readonly fourEyes: FourEyes,
  ) {}

  async run(context: TenantContext, input: SetFourEyesInput): Promise<FourEyesAnswer> {
    mustBeAllowedTo(context, 'four-eyes:set');
    const operations = fourEyesOptions.filter((option) => input.operations.includes(option));
    if (operations.length !== new Set(input.operations).size)
      throw new Fault(
        'INPUT_INVALID',
        { problem: `operations are none or more of ${fourEyesOptions.join(', ')}` },
        'input.operations',
      );
    await this.fourEyes.mustBeApproved(context, 'setFourEyes', input);
    const command = { operation: 'setFourEyes', permission: 'four-eyes:set', input } as const;
    return this.road.run(context, command, async (transaction) => {
      const before = await this.store.operations(transaction);
      await this.store.setOperations(transaction, operations);
      return {
        answer: shownFourEyes(operations),
        subject: { kind: 'tenant', id: context.tenantId },
        before: { operations: before },
        after: { operations },
      };
    });
  }
}
