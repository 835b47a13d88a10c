import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, type Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { RejectSubjectRequestInput } from '../generated/schema.js';
import { plainLine } from '../plain-text.js';
import { sealWord } from './sealed-words.js';
import { SubjectRequestStore } from './subject-request.store.js';

/** Refuses a borrower's request, with a reason that the borrower is told. Rejecting again changes nothing. */
@Injectable()
export class RejectSubjectRequest {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: SubjectRequestStore,
    private readonly keeper: KeyKeeper,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Answers the request's id. */
  async run(context: TenantContext, input: RejectSubjectRequestInput): Promise<string> {
    const command = {
      operation: 'rejectSubjectRequest',
      permission: 'subject-request:handle',
      input,
    } as const;
    mustBeAllowedTo(context, command.permission);
    return this.keeper.using(context, (keys) =>
      this.road.run(context, command, async (transaction) => {
        const id = parseId('subjectRequest', input.subjectRequestId, 'input.subjectRequestId');
        const note = plainLine(input.note, 1_000, 'input.note');
        const request = await this.store.find(transaction, id, true);
        if (!request) throw new Fault('NOT_FOUND', { what: 'subject request', id }, 'input.subjectRequestId');
        if (request.status !== 'OPEN' && request.status !== 'REJECTED')
          throw new Fault('STATE_CONFLICT', {
            what: 'subject request',
            status: request.status,
            needed: 'OPEN',
          });
        if (request.status === 'OPEN')
          await this.store.reject(
            transaction,
            id,
            this.clock.now(),
            input.reason,
            sealWord(keys, request, 'rejection_note', note),
          );
        return { answer: id, subject: { kind: 'subjectRequest', id } };
      }),
    );
  }
}
