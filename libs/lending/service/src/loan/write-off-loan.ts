import { Injectable } from '@nestjs/common';

import { closeDays, writeOff } from '@fanxing/lending-domain';
import { mustBeKey, requestHash } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { auditActor } from '../actor.js';
import { OpenBooks } from '../books/open-books.js';
import { orEarlierAnswer, type RepeatableRequest } from '../earlier-answer.js';
import type { WriteOffLoanInput } from '../generated/schema.js';
import { changeLoan } from './change-loan.store.js';
import { mustFindLoan } from './must-find-loan.js';
import { servicedOf } from './serviced-loan.store.js';
import { mustBeReason } from '../reason.js';

/** Gives up on an overdue loan. What still comes in is a recovery. Answers the loan's id. */
@Injectable()
export class WriteOffLoan {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly books: OpenBooks,
  ) {}

  async run(context: TenantContext, input: WriteOffLoanInput): Promise<string> {
    mustBeAllowedTo(context, 'loan:manage');
    const request = {
      operation: 'writeOffLoan',
      key: mustBeKey(input.idempotencyKey),
      requestHash: requestHash(input),
    };
    return orEarlierAnswer(
      this.database,
      context,
      request,
      () => this.change(context, input, request),
      () => Promise.resolve(input.loanId),
    );
  }

  private async change(
    context: TenantContext,
    input: WriteOffLoanInput,
    request: RepeatableRequest,
  ): Promise<string> {
    const row = await mustFindLoan(this.database, context, input.loanId);
    const before = servicedOf(row);
    const { loan, days } = writeOff(before, row.businessDate);
    await this.books.open(context, row.currency);
    await changeLoan(this.database, context, {
      request,
      actor: auditActor(context, {
        before: { status: row.status },
        after: { status: loan.status, reason: mustBeReason(input.reason) },
      }),
      kind: 'WRITE_OFF',
      id: newId('loanEvent'),
      answer: 'loanEventId',
      subject: { kind: 'loan', id: row.id },
      row,
      days,
      closed: closeDays(before, row.businessDate).loan,
      loan,
      details: { reason: input.reason },
      event: null,
    });
    return row.id;
  }
}
