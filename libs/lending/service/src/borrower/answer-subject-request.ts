import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { auditActor } from '../actor.js';
import {
  correctAttributes,
  eraseBorrowerRows,
  exportOfBorrower,
  type BorrowerAttributes,
} from './borrower.store.js';
import { parseAttributes } from './parse-borrower.js';

/** Lending's part of a borrower's own request, which the tenant service handles. */
@Injectable()
export class AnswerSubjectRequest {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly road: CommandRoad,
  ) {}

  /** Fails with NOT_FOUND. */
  async export(context: TenantContext, id: string): Promise<Record<string, unknown>> {
    mustBeAllowedTo(context, 'subject-request:handle');
    const document = await exportOfBorrower(this.database, context, parseId('borrower', id));
    if (!document) throw new Fault('NOT_FOUND', { what: 'borrower', id });
    return document;
  }

  /** Answers how many attributes were written. Fails with NOT_FOUND or INPUT_INVALID. */
  async correct(context: TenantContext, id: string, attributes: BorrowerAttributes): Promise<number> {
    const right = parseAttributes(attributes, 'attributes');
    return this.road.run(
      context,
      { operation: 'correctBorrower', permission: 'subject-request:handle', input: null },
      async (transaction) => {
        if (!(await correctAttributes(transaction, parseId('borrower', id), right)))
          throw new Fault('NOT_FOUND', { what: 'borrower', id });
        return { answer: Object.keys(right).length, subject: { kind: 'borrower', id } };
      },
    );
  }

  /** Fails with LOAN_OPEN. */
  async erase(context: TenantContext, id: string): Promise<Record<string, number>> {
    mustBeAllowedTo(context, 'subject-request:handle');
    const actor = auditActor(context, { after: { personalData: 'ERASED' } });
    return eraseBorrowerRows(this.database, context, actor, parseId('borrower', id));
  }
}
