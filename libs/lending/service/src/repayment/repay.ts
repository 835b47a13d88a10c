import { Inject, Injectable } from '@nestjs/common';
import { Fault, formatMinor, parseId, parseMoney, type Clock } from '@fanxing/kernel';
import { closeDays, takeRepayment } from '@fanxing/lending-domain';
import { mustBeKey, requestHash } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { OutboxRelay } from '@fanxing/runtime/outbox';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { auditActor } from '../actor.js';
import { OpenBooks } from '../books/open-books.js';
import { orEarlierAnswer, type RepeatableRequest } from '../earlier-answer.js';
import { outboxEvent } from '../outbox-event.js';
import type { RepayInput } from '../generated/schema.js';
import { LoanChangeStore } from '../loan/change-loan.store.js';
import type { LoanRow } from '../loan/loan.store.js';
import { servicedOf } from '../loan/serviced-loan.store.js';
import { writtenAllotment } from './repayment.store.js';

/**
 * The story of a repayment: the days not booked yet are closed, the money is divided, the line comes back, and all of it is
 * committed in one call. Answers the repayment's id.
 */
@Injectable()
export class Repay {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly changes: LoanChangeStore,
    private readonly outbox: OutboxRelay,
    private readonly books: OpenBooks,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: RepayInput): Promise<string> {
    mustBeAllowedTo(context, 'loan:write');
    const request = {
      operation: 'repay',
      key: mustBeKey(input.idempotencyKey),
      requestHash: requestHash(input),
    };
    return orEarlierAnswer(
      this.database,
      context,
      request,
      () => this.book(context, input, request),
      (answer) => Promise.resolve(answer['repaymentId'] ?? ''),
    );
  }

  private async book(context: TenantContext, input: RepayInput, request: RepeatableRequest): Promise<string> {
    const row = await this.loan(context, input);
    const { minor, currency } = parseMoney(input.amount.amount, input.amount.currency, 'input.amount');
    if (currency !== row.currency)
      throw new Fault(
        'CURRENCY_MISMATCH',
        { expected: row.currency, actual: currency },
        'input.amount.currency',
      );
    if (minor <= 0n) throw new Fault('AMOUNT_NOT_POSITIVE', {}, 'input.amount');
    const standing = servicedOf(row);
    const { loan: closed, days } = closeDays(standing, row.businessDate);
    const { loan, allotment } = takeRepayment(closed, minor, row.businessDate);
    const repaymentId = newId('repayment');
    const event = outboxEvent(
      'repaymentReceived',
      {
        repaymentId,
        loanId: row.id,
        borrowerId: row.borrowerId,
        amount: formatMinor(minor, currency),
        interest: formatMinor(allotment.interestMinor, currency),
        currency,
      },
      this.clock,
    );
    await this.books.open(context, currency);
    const booked = await this.changes.write(context, {
      request,
      actor: auditActor(context, {
        before: { status: row.status, outstanding: formatMinor(BigInt(row.outstandingMinor), currency) },
        after: {
          status: loan.status,
          outstanding: formatMinor(loan.outstandingMinor, currency),
          amount: formatMinor(minor, currency),
          currency,
          loanId: row.id,
        },
      }),
      kind: 'REPAYMENT',
      id: repaymentId,
      answer: 'repaymentId',
      subject: { kind: 'repayment', id: repaymentId },
      row,
      standing,
      days,
      closed,
      loan,
      details: { amountMinor: minor.toString(), ...writtenAllotment(allotment) },
      event,
    });
    if (booked === repaymentId) this.outbox.publishSoon(context, event);
    return booked;
  }

  private async loan(context: TenantContext, { loanId }: RepayInput): Promise<LoanRow> {
    const wanted = parseId('loan', loanId, 'input.loanId');
    const row = await this.changes.loan(context, wanted);
    if (!row) throw new Fault('NOT_FOUND', { what: 'loan', id: loanId }, 'input.loanId');
    return row;
  }
}
