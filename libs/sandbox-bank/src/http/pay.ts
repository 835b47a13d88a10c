import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Ruling } from '../book/book.js';
import { parsePaymentOrder, type Payment } from '../book/payment.js';
import type { Faults } from '../faults/faults.js';
import type { Mood } from '../faults/temper.js';
import { drip, resetInTheAnswer, sendError, sendPayment, sendRejection, sendWrongBody } from './answer.js';
import type { Bank } from './bank.js';
import { readJson } from './read-json.js';

/**
 * `POST /payments`: pays a reference once. The waiting comes before the paying, so a client that gave up in the
 * meantime is paid nevertheless, as at a real bank.
 */
export async function pay(bank: Bank, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parsed = parsePaymentOrder(await readJson(request));
  if ('refusal' in parsed) return sendError(response, 400, parsed.refusal);
  const mood = bank.temper.nextPayment();
  const faults = bank.temper.current;
  const { reference } = parsed.order;
  await wait(mood.waitMs);
  if (mood.misbehaviour === 'failShare') {
    return sendError(response, 500, {
      code: 'OUT_OF_ORDER',
      message: 'asked to fail before paying',
      reference,
    });
  }
  const entered = await bank.book.enter(parsed.order, rule(mood, faults));
  if (entered.kind === 'CONFLICT') {
    const message = 'this reference stands in the book for another amount or beneficiary';
    return sendError(response, 409, { code: 'REFERENCE_CONFLICT', message, reference });
  }
  return answer(response, entered.payment, mood);
}

function rule(mood: Mood, faults: Faults): Ruling {
  if (mood.misbehaviour === 'rejectShare') return { status: 'REJECTED', reason: 'ACCOUNT_CLOSED' };
  if (faults.paidAfterMs > 0) return { status: 'ACCEPTED', paidAfterMs: faults.paidAfterMs };
  return { status: 'PAID' };
}

function answer(response: ServerResponse, payment: Payment, mood: Mood): void | Promise<void> {
  switch (mood.misbehaviour) {
    case 'takeAndNotAnswerShare':
      return;
    case 'failAfterPayingShare':
      return sendError(response, 500, {
        code: 'OUT_OF_ORDER',
        message: 'asked to fail after paying',
        reference: payment.reference,
      });
    case 'dripShare':
      return drip(response, payment);
    case 'wrongBodyShare':
      return sendWrongBody(response, payment, mood.variant);
    case 'resetShare':
      return resetInTheAnswer(response);
    default:
      return payment.status === 'REJECTED'
        ? sendRejection(response, payment)
        : sendPayment(response, payment);
  }
}
