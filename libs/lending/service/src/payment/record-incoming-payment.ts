import { Injectable } from '@nestjs/common';
import { Fault, formatMinor, isId, parseMoney } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { RecordIncomingPaymentInput } from '../generated/schema.js';
import {
  findPayment,
  giveBackPayment,
  loanOfCollection,
  notePayment,
  type IncomingPaymentRow,
} from './incoming-payment.store.js';
import { MatchPayment } from './match-payment.js';

const referenceLengthMax = 140;

/** Takes note of money first, and books it then: what came in is never lost for want of a loan. */
@Injectable()
export class RecordIncomingPayment {
  constructor(
    private readonly road: CommandRoad,
    private readonly database: ServiceDatabase,
    private readonly matchPayment: MatchPayment,
  ) {}

  async run(context: TenantContext, input: RecordIncomingPaymentInput): Promise<IncomingPaymentRow> {
    const id = await this.note(context, input);
    const payment = await this.database.transaction(context, (transaction) => findPayment(transaction, id));
    if (!payment) throw new Error('a noted payment is gone');
    return payment.status === 'RECEIVED' ? this.matchPayment.run(context, payment, payment.loanId) : payment;
  }

  private note(context: TenantContext, input: RecordIncomingPaymentInput): Promise<string> {
    const { idempotencyKey, reference } = input;
    const command = {
      operation: 'recordIncomingPayment',
      permission: 'loan:write',
      idempotencyKey,
      input,
    } as const;
    return this.road.run(context, command, async (transaction) => {
      const { minor: amountMinor, currency } = parseMoney(
        input.amount.amount,
        input.amount.currency,
        'input.amount',
      );
      if (amountMinor <= 0n) throw new Fault('AMOUNT_NOT_POSITIVE', {}, 'input.amount');
      const bankReference = mustBeReference(input.bankReference);
      const collection = isId('collection', bankReference)
        ? await loanOfCollection(transaction, bankReference)
        : undefined;
      const loanId = collection?.loanId ?? (isId('loan', reference) ? reference : null);
      const payment = await notePayment(transaction, {
        id: newId('incomingPayment'),
        bankReference,
        loanId,
        amountMinor,
        currency,
      });
      if (
        BigInt(payment.amountMinor) !== amountMinor ||
        payment.currency !== currency ||
        payment.loanId !== loanId
      )
        throw new Fault('IDEMPOTENCY_CONFLICT', {}, 'input.bankReference');
      // What we told the bank to collect has gone back already, before the bank told of it here.
      if (collection?.isReturned && payment.status === 'RECEIVED')
        await giveBackPayment(transaction, payment.id);
      return {
        answer: payment.id,
        subject: { kind: 'incomingPayment', id: payment.id },
        after: { status: payment.status, amount: formatMinor(amountMinor, currency), currency },
      };
    });
  }
}

function mustBeReference(text: string): string {
  if (text.trim().length > 0 && text.length <= referenceLengthMax) return text;
  const problem = `bankReference must have 1 to ${referenceLengthMax} characters`;
  throw new Fault('INPUT_INVALID', { problem }, 'input.bankReference');
}
