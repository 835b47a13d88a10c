import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { CompleteSubjectRequestInput } from '../generated/schema.js';
import { CarryOutRequest } from './carry-out-request.js';
import { SubjectRequestStore } from './subject-request.store.js';

/**
 * Carries out what a borrower asked for. It is begun in a commit of its own, so that it is finished though this process
 * may die. Answers the request's id. Fails with LOAN_OPEN for an erasure while something is owed.
 */
@Injectable()
export class CompleteSubjectRequest {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: SubjectRequestStore,
    private readonly carryOut: CarryOutRequest,
  ) {}

  async run(context: TenantContext, input: CompleteSubjectRequestInput): Promise<string> {
    const command = {
      operation: 'completeSubjectRequest',
      permission: 'subject-request:handle',
      input,
    } as const;
    const id = await this.road.run(context, command, async (transaction) => {
      const wanted = parseId('subjectRequest', input.subjectRequestId, 'input.subjectRequestId');
      const request = await this.store.find(transaction, wanted, true);
      if (!request)
        throw new Fault('NOT_FOUND', { what: 'subject request', id: wanted }, 'input.subjectRequestId');
      if (request.status === 'REJECTED')
        throw new Fault('STATE_CONFLICT', { what: 'subject request', status: 'REJECTED', needed: 'OPEN' });
      if (request.status === 'OPEN') await this.store.begin(transaction, wanted);
      return { answer: wanted, subject: { kind: 'subjectRequest', id: wanted } };
    });
    await this.carryOut.run(context, id);
    return id;
  }
}
