import { Injectable } from '@nestjs/common';
import { Fault, formatMinor } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { Repay } from '../repayment/repay.js';
import { ReverseRepayment } from '../repayment/reverse-repayment.js';
import { findPayment, settlePayment, type IncomingPaymentRow } from './incoming-payment.store.js';

/** What says that the payment is at fault, and not the moment: it is kept for somebody to look at. */
const lasting = new Set([
  'NOT_FOUND',
  'STATE_CONFLICT',
  'CURRENCY_MISMATCH',
  'REPAYMENT_EXCEEDS_DEBT',
  'IDEMPOTENCY_CONFLICT',
]);

/**
 * Books a payment on a loan as a repayment whose key is the payment's id: whoever tries, and however often, it is booked once. A process that dies in
 * between leaves it RECEIVED, and the bank's repeated notice books it then.
 */
@Injectable()
export class MatchPayment {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly repay: Repay,
    private readonly reverseRepayment: ReverseRepayment,
  ) {}

  async run(
    context: TenantContext,
    payment: IncomingPaymentRow,
    loanId: string | null,
  ): Promise<IncomingPaymentRow> {
    const outcome = await this.attempt(context, payment, loanId);
    const settled = await this.database.transaction(context, async (transaction) => {
      await settlePayment(transaction, payment.id, outcome);
      return (await findPayment(transaction, payment.id)) ?? payment;
    });
    // It went back at the bank while it was being booked.
    if (settled.status === 'RETURNED' && settled.repaymentId === null && 'repaymentId' in outcome)
      await this.reverseRepayment.run(context, {
        idempotencyKey: `return ${payment.id}`,
        repaymentId: outcome.repaymentId,
        reason: 'RETURNED',
      });
    return settled;
  }

  private async attempt(
    context: TenantContext,
    { id, amountMinor, currency }: IncomingPaymentRow,
    loanId: string | null,
  ): Promise<{ repaymentId: string } | { problem: string }> {
    if (loanId === null) return { problem: 'NOT_FOUND' };
    const amount = { amount: formatMinor(BigInt(amountMinor), currency), currency };
    try {
      const repaymentId = await this.repay.run(context, { idempotencyKey: `payment ${id}`, loanId, amount });
      return { repaymentId };
    } catch (error) {
      if (error instanceof Fault && lasting.has(error.reason)) return { problem: error.reason };
      throw error;
    }
  }
}
