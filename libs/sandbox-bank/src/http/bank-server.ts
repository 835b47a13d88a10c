import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { Fault } from '@fanxing/kernel';
import { parseFaults } from '../faults/faults.js';
import { sendError, sendJson, sendPayment } from './answer.js';
import type { Bank } from './bank.js';
import { pay } from './pay.js';
import { BodyRefused, readJson } from './read-json.js';

/** Longer than any client of ours keeps an idle connection, so that it is always the client that lets go first. */
const keepAliveTimeoutMs = 65_000;

export function createBankServer(bank: Bank): Server {
  const server = createServer((request, response) => {
    response.on('error', () => response.destroy());
    handle(bank, request, response).catch((error: unknown) => answerError(response, error));
  });
  server.keepAliveTimeout = keepAliveTimeoutMs;
  return server;
}

async function handle(bank: Bank, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = '/'] = (request.url ?? '/').split('?');
  switch (`${request.method} ${path}`) {
    case 'GET /health/live':
      return sendJson(response, 200, { status: 'live' });
    case 'GET /book':
      return showBook(bank, response);
    case 'GET /faults':
      return sendJson(response, 200, bank.temper.current);
    case 'PUT /faults':
      bank.temper.change(parseFaults(await readJson(request)));
      return sendJson(response, 200, bank.temper.current);
  }
  if (path !== '/payments' && !path.startsWith('/payments/')) {
    return sendError(response, 404, { code: 'ROUTE_NOT_FOUND', message: `nothing is served at ${path}` });
  }
  if (!isAuthorized(request, bank.apiKey)) {
    return sendError(response, 401, {
      code: 'UNAUTHENTICATED',
      message: 'send "Authorization: Bearer <key>" with the key of this bank',
    });
  }
  if (request.method === 'POST' && path === '/payments') return pay(bank, request, response);
  if (request.method === 'GET' && path !== '/payments') return showPayment(bank, path, response);
  return sendError(response, 405, {
    code: 'METHOD_NOT_ALLOWED',
    message: 'POST /payments or GET /payments/{reference}',
  });
}

/** Whether a request carries the bank's key, if it has one. Digests are compared, so the time taken tells nothing. */
function isAuthorized(request: IncomingMessage, apiKey: string | undefined): boolean {
  if (apiKey === undefined) return true;
  const [, token = ''] = /^Bearer +(.+)$/i.exec(request.headers.authorization ?? '') ?? [];
  return timingSafeEqual(digest(token), digest(apiKey));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

async function showBook({ book }: Bank, response: ServerResponse): Promise<void> {
  const payments = await book.booked();
  sendJson(
    response,
    200,
    payments.map(({ reference, amount, currency, status }) => ({ reference, amount, currency, status })),
  );
}

async function showPayment({ book, temper }: Bank, path: string, response: ServerResponse): Promise<void> {
  const fails = temper.nextAskFails();
  const reference = decodeReference(path);
  await wait(temper.current.latencyMs);
  if (fails) return sendError(response, 503, { code: 'OUT_OF_ORDER', message: 'asked to fail', reference });
  const payment = await book.find(reference);
  if (payment) return sendPayment(response, payment);
  sendError(response, 404, { code: 'PAYMENT_NOT_FOUND', message: 'no payment of this reference', reference });
}

function decodeReference(path: string): string {
  try {
    return decodeURIComponent(path.slice('/payments/'.length));
  } catch {
    throw new BodyRefused(
      400,
      'REFERENCE_MALFORMED',
      'the reference in the path is not percent-encoded UTF-8',
    );
  }
}

function answerError(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy();
  if (error instanceof BodyRefused) {
    response.setHeader('connection', 'close');
    return sendError(response, error.status, { code: error.code, message: error.message });
  }
  if (error instanceof Fault) return sendError(response, 400, { code: error.reason, message: error.message });
  // Only the book's file is left to fail, and then nobody can tell whether the money was booked.
  sendError(response, 500, {
    code: 'BOOK_NOT_WRITABLE',
    message: 'the book can not be written: restart the bank',
  });
}
