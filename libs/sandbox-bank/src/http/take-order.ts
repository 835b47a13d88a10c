import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Ruling } from '../book/book.js';
import { parseCollectionOrder, parsePaymentOrder, type Payment } from '../book/payment.js';
import type { Faults } from '../faults/faults.js';
import type { Mood } from '../faults/temper.js';
import { drip, resetInTheAnswer, sendError, sendPayment, sendRejection, sendWrongBody } from './answer.js';
import type { Bank, Side } from './bank.js';
import { readJson } from './read-json.js';

/**
 * `POST /payments` and `POST /collections`: pays a reference once, or collects it once. The waiting comes before the booking, so a
 * client that gave up in the meantime is paid nevertheless, as at a real bank.
 */
export async function take(
  bank: Bank,
  side: Side,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readJson(request);
  const parsed = side === 'payments' ? parsePaymentOrder(body) : parseCollectionOrder(body);
  if ('refusal' in parsed) return sendError(response, 400, parsed.refusal);
  const mood = side === 'payments' ? bank.temper.nextPayment() : bank.temper.nextCollection();
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
    return sendError(response, 409, { ...conflict, reference });
  }
  return answer(response, entered.payment, mood);
}

const conflict = {
  code: 'REFERENCE_CONFLICT',
  message: 'this reference stands in the book for another amount or account',
};

/** `POST /payments/{reference}/cancellation`, and of collections: calls an order off unless it is booked, also one that comes later. */
export async function cancel(
  bank: Bank,
  side: Side,
  reference: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readJson(request);
  const parsed = side === 'payments' ? parsePaymentOrder(body) : parseCollectionOrder(body);
  if ('refusal' in parsed) return sendError(response, 400, parsed.refusal);
  if (parsed.order.reference !== reference) {
    const message = 'the order is of another reference than the path';
    return sendError(response, 400, { code: 'ORDER_MALFORMED', message, reference });
  }
  const isOffered = bank.temper.nextCancellationIsOffered();
  await wait(bank.temper.current.latencyMs);
  if (!isOffered)
    return sendError(response, 404, { code: 'ROUTE_NOT_FOUND', message: 'asked to offer no cancellation' });
  const entered = await bank.book.cancel(parsed.order);
  if (entered.kind === 'CONFLICT') return sendError(response, 409, { ...conflict, reference });
  return sendPayment(response, entered.payment);
}

function rule(mood: Mood, faults: Faults): Ruling {
  switch (mood.misbehaviour) {
    case 'rejectShare':
      return { status: 'REJECTED', reason: 'ACCOUNT_CLOSED' };
    case 'insufficientFundsShare':
      return { status: 'REJECTED', reason: 'INSUFFICIENT_FUNDS' };
    case 'mandateMissingShare':
      return { status: 'REJECTED', reason: 'MANDATE_MISSING' };
    default:
      if (faults.paidAfterMs > 0) return { status: 'ACCEPTED', paidAfterMs: faults.paidAfterMs };
      return { status: 'DONE' };
  }
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
