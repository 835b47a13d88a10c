import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { RevokeMandateInput } from '../generated/schema.js';
import { mustBeReason } from '../reason.js';
import { endMandate, findMandate } from './mandate.store.js';

/** Ends a mandate: what the bank was not given by then is not taken any more. Answers the mandate's id. */
@Injectable()
export class RevokeMandate {
  constructor(private readonly road: CommandRoad) {}

  run(context: TenantContext, input: RevokeMandateInput): Promise<string> {
    const { idempotencyKey } = input;
    const command = {
      operation: 'revokeMandate',
      permission: 'collection:write',
      idempotencyKey,
      input,
    } as const;
    return this.road.run(context, command, async (transaction) => {
      const id = parseId('mandate', input.mandateId, 'input.mandateId');
      const reason = mustBeReason(input.reason);
      const mandate = await findMandate(transaction, id);
      if (!mandate) throw new Fault('NOT_FOUND', { what: 'mandate', id }, 'input.mandateId');
      if (!(await endMandate(transaction, id, reason)))
        throw new Fault('STATE_CONFLICT', { what: 'mandate', status: 'REVOKED', needed: 'ACTIVE' });
      return {
        answer: id as string,
        subject: { kind: 'mandate', id },
        before: { status: mandate.status },
        after: { status: 'REVOKED', reason },
      };
    });
  }
}
