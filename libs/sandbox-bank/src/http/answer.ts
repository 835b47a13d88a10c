import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Payment } from '../book/payment.js';

interface ErrorAnswer {
  readonly code: string;
  readonly message: string;
  readonly reference?: string;
}

const dripEveryMs = 100;

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

export function sendError(response: ServerResponse, status: number, error: ErrorAnswer): void {
  sendJson(response, status, error);
}

/** What the bank says of a payment: 202 while it is only accepted, else 200. */
export function sendPayment(response: ServerResponse, payment: Payment): void {
  sendJson(response, payment.status === 'ACCEPTED' ? 202 : 200, statement(payment));
}

/** A refusal of the payment that was just asked for. */
export function sendRejection(response: ServerResponse, payment: Payment): void {
  sendJson(response, 422, statement(payment));
}

/** The right answer, one byte at a time. */
export async function drip(response: ServerResponse, payment: Payment): Promise<void> {
  const text = JSON.stringify(statement(payment));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  for (const byte of Buffer.from(text)) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await wait(dripEveryMs);
  }
  response.end();
}

/** Status 200 and a body that must not be believed: a web page, half a document, or somebody else's payment. */
export function sendWrongBody(response: ServerResponse, payment: Payment, variant: number): void {
  const right = JSON.stringify(statement(payment));
  const bodies = [
    '<html><body>Scheduled maintenance</body></html>',
    right.slice(0, right.length / 2),
    JSON.stringify({ ...statement(payment), reference: `${payment.reference}-other` }),
  ];
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(bodies[Math.floor(variant * bodies.length)]);
}

/** Begins a good answer and resets the connection in the middle of it. */
export function resetInTheAnswer(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 200 });
  response.write('{"reference":"', () => response.socket?.resetAndDestroy());
}

function statement({ reference, amount, currency, status, reason, bookedAt }: Payment): Partial<Payment> {
  return {
    reference,
    amount,
    currency,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(bookedAt === undefined ? {} : { bookedAt }),
  };
}
