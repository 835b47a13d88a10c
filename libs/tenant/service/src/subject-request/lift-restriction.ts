import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, type Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { LiftRestrictionInput } from '../generated/schema.js';
import { SubjectRequestStore } from './subject-request.store.js';

/** Lets a borrower's data be used again, by the consents that are in force. */
@Injectable()
export class LiftRestriction {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: SubjectRequestStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Fails with NOT_FOUND when the borrower's data are not restricted. */
  async run(context: TenantContext, input: LiftRestrictionInput): Promise<string> {
    const command = { operation: 'liftRestriction', permission: 'subject-request:handle', input } as const;
    return this.road.run(context, command, async (transaction) => {
      const id = parseId('borrower', input.borrowerId, 'input.borrowerId');
      if (!(await this.store.lift(transaction, id, this.clock.now())))
        throw new Fault('NOT_FOUND', { what: 'restriction', id }, 'input.borrowerId');
      return { answer: id, subject: { kind: 'borrower', id } };
    });
  }
}
