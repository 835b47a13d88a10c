import { Inject, Injectable } from '@nestjs/common';
import { Fault, formatMinor, parseId, parseMoney, type Clock } from '@fanxing/kernel';
import { repaymentReceived } from '@fanxing/ledger-domain';
import { linesOf } from '@fanxing/ledger-store';
import { repayLoan } from '@fanxing/lending-domain';
import { mustBeKey, requestHash } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { OutboxRelay } from '@fanxing/runtime/outbox';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { auditActor } from '../actor.js';
import { interestLines } from '../day/interest-bookings.js';
import { orEarlierAnswer } from '../earlier-answer.js';
import { outboxEvent } from '../outbox-event.js';
import type { RepayInput } from '../generated/schema.js';
import { findLoan, loanOf, writtenLoan, type LoanRow } from '../loan/loan.store.js';
import { bookRepayment } from './repayment.store.js';

/**
 * The story of a repayment: the days not booked yet accrue, the money is divided, the line comes back, and all of it is
 * committed in one call. Answers the repayment's id.
 */
@Injectable()
export class Repay {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly outbox: OutboxRelay,
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

  private async book(
    context: TenantContext,
    input: RepayInput,
    request: { key: string; requestHash: string },
  ): Promise<string> {
    const row = await this.loan(context, input);
    const { minor, currency } = parseMoney(input.amount.amount, input.amount.currency, 'input.amount');
    if (currency !== row.currency)
      throw new Fault(
        'CURRENCY_MISMATCH',
        { expected: row.currency, actual: currency },
        'input.amount.currency',
      );
    if (minor <= 0n) throw new Fault('AMOUNT_NOT_POSITIVE', {}, 'input.amount');
    const { loan, bookings, allocation } = repayLoan(loanOf(row), minor, row.businessDate);
    const repaymentId = newId('repayment');
    const entry = repaymentReceived({
      repaymentId,
      loanId: row.id,
      allocation,
      currency,
      bookedOn: row.businessDate,
    });
    const event = outboxEvent(
      'repaymentReceived',
      {
        repaymentId,
        loanId: row.id,
        amount: formatMinor(minor, currency),
        interest: formatMinor(allocation.interestMinor, currency),
        currency,
      },
      this.clock,
    );
    const booked = await bookRepayment(this.database, context, {
      ...request,
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
      loanId: row.id,
      on: row.businessDate,
      currency,
      repayment: {
        id: repaymentId,
        entryId: newId('journalEntry'),
        amountMinor: minor.toString(),
        interestMinor: allocation.interestMinor.toString(),
        principalMinor: allocation.principalMinor.toString(),
      },
      loan: writtenLoan(row, loan),
      interest: interestLines([{ loanId: row.id, bookings }], currency),
      lines: linesOf(entry),
      event,
    });
    if (booked === repaymentId) this.outbox.publishSoon(context, event);
    return booked;
  }

  private async loan(context: TenantContext, { loanId }: RepayInput): Promise<LoanRow> {
    const wanted = parseId('loan', loanId, 'input.loanId');
    const row = await findLoan(this.database, context, wanted);
    if (!row) throw new Fault('NOT_FOUND', { what: 'loan', id: loanId }, 'input.loanId');
    return row;
  }
}
