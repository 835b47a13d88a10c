import { Inject, Injectable } from '@nestjs/common';
import { Fault, formatMinor, parseId, type Clock } from '@fanxing/kernel';
import { closeDays, replay } from '@fanxing/lending-domain';
import { mustBeKey, requestHash } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { OutboxRelay } from '@fanxing/runtime/outbox';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { auditActor } from '../actor.js';
import { OpenBooks } from '../books/open-books.js';
import { orEarlierAnswer, type RepeatableRequest } from '../earlier-answer.js';
import type { ReverseRepaymentInput } from '../generated/schema.js';
import { LoanChangeStore } from '../loan/change-loan.store.js';
import { mustFindLoan } from '../loan/must-find-loan.js';
import { readHistory, servicedOf } from '../loan/serviced-loan.store.js';
import { outboxEvent } from '../outbox-event.js';
import { mustBeReason } from '../reason.js';
import { findRepayment, writtenAllotment } from './repayment.store.js';

/**
 * Undoes a repayment that was a mistake, with all that followed from it: the loan lives again without it, and the difference is one new entry. Nothing that
 * was booked is changed. Answers the repayment's id.
 */
@Injectable()
export class ReverseRepayment {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly changes: LoanChangeStore,
    private readonly books: OpenBooks,
    private readonly outbox: OutboxRelay,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: ReverseRepaymentInput): Promise<string> {
    mustBeAllowedTo(context, 'loan:write');
    const request = {
      operation: 'reverseRepayment',
      key: mustBeKey(input.idempotencyKey),
      requestHash: requestHash(input),
    };
    return orEarlierAnswer(
      this.database,
      context,
      request,
      () => this.change(context, input, request),
      () => Promise.resolve(input.repaymentId),
    );
  }

  private async change(
    context: TenantContext,
    input: ReverseRepaymentInput,
    request: RepeatableRequest,
  ): Promise<string> {
    const repaymentId = parseId('repayment', input.repaymentId, 'input.repaymentId');
    const repayment = await this.database.transaction(context, (transaction) =>
      findRepayment(transaction, repaymentId),
    );
    if (!repayment) throw new Fault('NOT_FOUND', { what: 'repayment', id: repaymentId }, 'input.repaymentId');
    if (repayment.reversalId !== null)
      throw new Fault('STATE_CONFLICT', { what: 'repayment', status: 'reversed', needed: 'one that stands' });
    const reason = mustBeReason(input.reason);
    const row = await mustFindLoan(this.database, context, repayment.loanId);
    const { start, events } = await readHistory(this.database, context, row);
    const standing = servicedOf(row);
    const { loan: closed, days } = closeDays(standing, row.businessDate);
    const rest = events.filter(({ id }) => id !== repaymentId);
    const { loan, allotments } = replay(start, rest, row.businessDate);
    await this.books.open(context, row.currency);
    const event = outboxEvent(
      'loanChanged',
      { loanId: row.id, borrowerId: row.borrowerId, status: loan.status },
      this.clock,
    );
    await this.changes.write(context, {
      request,
      actor: auditActor(context, {
        before: { status: row.status, outstanding: formatMinor(closed.outstandingMinor, row.currency) },
        after: { status: loan.status, outstanding: formatMinor(loan.outstandingMinor, row.currency), reason },
      }),
      kind: 'REVERSAL',
      id: newId('loanEvent'),
      answer: 'loanEventId',
      subject: { kind: 'repayment', id: repaymentId },
      row,
      standing,
      days,
      closed,
      loan,
      details: {
        repaymentId,
        reason,
        reallocations: [...allotments].map(([id, parts]) => ({
          repaymentId: id,
          ...writtenAllotment(parts),
        })),
      },
      event,
    });
    this.outbox.publishSoon(context, event);
    return repaymentId;
  }
}
