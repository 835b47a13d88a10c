import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { Fault } from '@fanxing/kernel';
import type { Direction } from '../book/book.js';
import { parseFaults } from '../faults/faults.js';
import { sendError, sendJson, sendPayment } from './answer.js';
import type { Bank, Side } from './bank.js';
import { cancel, take } from './take-order.js';
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
      return showBook(bank, 'OUT', response);
    case 'GET /book/collections':
      return showBook(bank, 'IN', response);
    case 'GET /faults':
      return sendJson(response, 200, bank.temper.current);
    case 'PUT /faults':
      bank.temper.change(parseFaults(await readJson(request)));
      return sendJson(response, 200, bank.temper.current);
  }
  const [, side, reference, act, more] = path.split('/');
  if ((side !== 'payments' && side !== 'collections') || more !== undefined) {
    return sendError(response, 404, { code: 'ROUTE_NOT_FOUND', message: `nothing is served at ${path}` });
  }
  if (act === 'return' && side === 'collections' && request.method === 'POST')
    return giveBack(bank, decodeReference(reference), response);
  if (!isAuthorized(request, bank.apiKey)) {
    return sendError(response, 401, {
      code: 'UNAUTHENTICATED',
      message: 'send "Authorization: Bearer <key>" with the key of this bank',
    });
  }
  if (request.method === 'POST' && !reference && act === undefined)
    return take(bank, side, request, response);
  if (request.method === 'POST' && reference && act === 'cancellation')
    return cancel(bank, side, decodeReference(reference), request, response);
  if (request.method === 'GET' && reference && act === undefined)
    return show(bank, side, decodeReference(reference), response);
  return sendError(response, 405, {
    code: 'METHOD_NOT_ALLOWED',
    message: `POST /${side}, GET /${side}/{reference} or POST /${side}/{reference}/cancellation`,
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

async function showBook({ book }: Bank, direction: Direction, response: ServerResponse): Promise<void> {
  const booked = await book.booked(direction);
  sendJson(
    response,
    200,
    booked.map(({ reference, amount, currency, status }) => ({ reference, amount, currency, status })),
  );
}

async function show(
  { book, temper }: Bank,
  side: Side,
  reference: string,
  response: ServerResponse,
): Promise<void> {
  const fails = temper.nextAskFails();
  await wait(temper.current.latencyMs);
  if (fails) return sendError(response, 503, { code: 'OUT_OF_ORDER', message: 'asked to fail', reference });
  const payment = await book.find(side === 'payments' ? 'OUT' : 'IN', reference);
  if (payment) return sendPayment(response, payment);
  const code = side === 'payments' ? 'PAYMENT_NOT_FOUND' : 'COLLECTION_NOT_FOUND';
  sendError(response, 404, { code, message: 'nothing of this reference', reference });
}

/** `POST /collections/{reference}/return`: for tests, as `/faults` is. The customer's own bank takes the money back. */
async function giveBack({ book }: Bank, reference: string, response: ServerResponse): Promise<void> {
  const returned = await book.giveBack(reference, 'DEBIT_DISPUTED');
  if (returned) return sendPayment(response, returned);
  sendError(response, 409, { code: 'NOT_COLLECTED', message: 'nothing was collected', reference });
}

function decodeReference(text = ''): string {
  try {
    return decodeURIComponent(text);
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
