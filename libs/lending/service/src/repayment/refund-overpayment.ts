import { Injectable } from '@nestjs/common';
import { Fault, formatMinor, parseMoney } from '@fanxing/kernel';
import { closeDays, refund } from '@fanxing/lending-domain';
import { mustBeKey, requestHash } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { auditActor } from '../actor.js';
import { OpenBooks } from '../books/open-books.js';
import { orEarlierAnswer, type RepeatableRequest } from '../earlier-answer.js';
import type { RefundOverpaymentInput } from '../generated/schema.js';
import { changeLoan } from '../loan/change-loan.store.js';
import { mustFindLoan } from '../loan/must-find-loan.js';
import { servicedOf } from '../loan/serviced-loan.store.js';

/** Pays back what a borrower has paid beyond the debt. Answers the loan's id. */
@Injectable()
export class RefundOverpayment {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly books: OpenBooks,
  ) {}

  async run(context: TenantContext, input: RefundOverpaymentInput): Promise<string> {
    mustBeAllowedTo(context, 'loan:write');
    const request = {
      operation: 'refundOverpayment',
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
    input: RefundOverpaymentInput,
    request: RepeatableRequest,
  ): Promise<string> {
    const row = await mustFindLoan(this.database, context, input.loanId);
    const { minor, currency } = parseMoney(input.amount.amount, input.amount.currency, 'input.amount');
    if (currency !== row.currency)
      throw new Fault(
        'CURRENCY_MISMATCH',
        { expected: row.currency, actual: currency },
        'input.amount.currency',
      );
    const { loan: closed, days } = closeDays(servicedOf(row), row.businessDate);
    const loan = refund(closed, minor);
    await this.books.open(context, currency);
    await changeLoan(this.database, context, {
      request,
      actor: auditActor(context, {
        before: { credit: formatMinor(closed.creditMinor, currency) },
        after: {
          credit: formatMinor(loan.creditMinor, currency),
          amount: formatMinor(minor, currency),
          currency,
        },
      }),
      kind: 'REFUND',
      id: newId('loanEvent'),
      answer: 'loanEventId',
      subject: { kind: 'loan', id: row.id },
      row,
      days,
      closed,
      loan,
      details: { amountMinor: minor.toString() },
      event: null,
    });
    return row.id;
  }
}
