import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { ResolveIncomingPaymentInput } from '../generated/schema.js';
import { mustFindLoan } from '../loan/must-find-loan.js';
import { findPayment, type IncomingPaymentRow } from './incoming-payment.store.js';
import { MatchPayment } from './match-payment.js';

/** Books money that nobody could place on the loan that somebody names. Fails with the fault of the repayment when the loan does not take it. */
@Injectable()
export class ResolveIncomingPayment {
  constructor(
    private readonly road: CommandRoad,
    private readonly database: ServiceDatabase,
    private readonly matchPayment: MatchPayment,
  ) {}

  async run(context: TenantContext, input: ResolveIncomingPaymentInput): Promise<IncomingPaymentRow> {
    const { idempotencyKey } = input;
    const command = {
      operation: 'resolveIncomingPayment',
      permission: 'loan:write',
      idempotencyKey,
      input,
    } as const;
    const id = await this.road.run(context, command, async (transaction) => {
      const wanted = parseId('incomingPayment', input.incomingPaymentId, 'input.incomingPaymentId');
      const payment = await findPayment(transaction, wanted);
      if (!payment)
        throw new Fault('NOT_FOUND', { what: 'incoming payment', id: wanted }, 'input.incomingPaymentId');
      if (payment.status === 'MATCHED' || payment.status === 'RETURNED')
        throw new Fault('STATE_CONFLICT', {
          what: 'incoming payment',
          status: payment.status,
          needed: 'UNMATCHED',
        });
      const loan = await mustFindLoan(this.database, context, input.loanId);
      return {
        answer: payment.id,
        subject: { kind: 'incomingPayment', id: payment.id },
        before: { status: payment.status },
        after: { loanId: loan.id },
      };
    });
    const payment = await this.database.transaction(context, (transaction) => findPayment(transaction, id));
    if (!payment) throw new Error('a noted payment is gone');
    const isSettled = payment.status === 'MATCHED' || payment.status === 'RETURNED';
    return isSettled ? payment : this.matchPayment.run(context, payment, input.loanId);
  }
}
